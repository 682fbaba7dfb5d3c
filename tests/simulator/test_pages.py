import pytest

from simulator.pages import page


@pytest.fixture
def root(tmp_path):
    files = tmp_path / "page"
    files.mkdir()
    (files / "index.html").write_text("<p>hej</p>")
    (files / "page.js").write_text("export {};")
    (files / "page.css").write_text("p {}")
    (files / "icon.svg").write_text("<svg/>")
    (files / "__init__.py").write_text("")
    (tmp_path / "secret.txt").write_text("secret")
    (files / "link.txt").symlink_to(tmp_path / "secret.txt")
    return files


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/page.js", "text/javascript; charset=utf-8"),
        ("/page.css", "text/css; charset=utf-8"),
        ("/icon.svg", "image/svg+xml; charset=utf-8"),
    ],
)
def test_files_come_with_their_type_and_a_strict_policy(root, path, kind):
    answer = page(path, root)

    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing.html",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "//etc/passwd",
        "/link.txt",
        "/__init__.py",
        "/\x00",
        "/%00",
        "/.",
    ],
)
def test_nothing_else_can_be_reached(root, path):
    assert page(path, root).status == 404
