"""Files in Telegram's cloud."""

import secrets

from simulator.telegram_chat import StoredFile
from simulator.telegram_refusal import bad

DOWNLOAD_LIMIT = 20 * 1024 * 1024
FOLDERS = {
    "photo": "photos",
    "voice": "voice",
    "audio": "music",
    "video": "videos",
    "video_note": "video_notes",
    "document": "documents",
    "sticker": "stickers",
    "animation": "animations",
    "thumbnail": "thumbnails",
}
EXTENSIONS = {
    "photo": "jpg",
    "voice": "oga",
    "audio": "mp3",
    "video": "mp4",
    "video_note": "mp4",
    "sticker": "webp",
    "animation": "mp4",
    "thumbnail": "jpg",
}
MIMES = {
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "video_note": "video/mp4",
    "document": "application/octet-stream",
    "sticker": "image/webp",
    "animation": "video/mp4",
    "thumbnail": "image/jpeg",
}


class Files:
    """Every file, by the id that this bot knows it by."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._thumbnails: dict[str, StoredFile] = {}

    def store(
        self,
        kind: str,
        data: bytes,
        *,
        name: str | None = None,
        mime: str | None = None,
        size: int | None = None,
    ) -> StoredFile:
        """Keep a file; `size` may claim more than there is, to test limits."""
        number = len(self._by_id)
        extension = EXTENSIONS.get(kind)
        if extension is None:
            extension = name.rsplit(".", 1)[-1] if name and "." in name else "bin"
        stored = StoredFile(
            file_id=f"BQACAgQAAxkB{secrets.token_urlsafe(39)}",
            unique_id=f"AgAD{secrets.token_urlsafe(9)}",
            path=f"{FOLDERS[kind]}/file_{number}.{extension}",
            kind=kind,
            mime=mime or MIMES[kind],
            name=name,
            data=data,
            size=len(data) if size is None else size,
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def thumbnail(self, stored: StoredFile) -> StoredFile:
        """Return the small version of a photo, always the same one."""
        small = self._thumbnails.get(stored.file_id)
        if small is None:
            small = self.store("thumbnail", stored.data, mime=stored.mime)
            self._thumbnails[stored.file_id] = small
        return small

    def find(self, file_id: str) -> StoredFile:
        """Return the file with this id, or refuse."""
        stored = self._by_id.get(file_id)
        if stored is None:
            if file_id.startswith(("http://", "https://")):
                raise bad("failed to get HTTP URL content")
            raise bad("wrong file identifier/HTTP URL specified")
        return stored

    def known(self, file_id: str) -> StoredFile | None:
        """Return the file with this id, if there is one."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """Return the file that lies at this path, if it may be downloaded."""
        return self._by_path.get(path)
