async def test_smoke(house):
    await house.talk("alma", "hello there")
    assert house.texts("mette") == ["K1 Alma\nhello there"]
    await house.talk("mette", "hi", reply_to=house.last("mette"))
    assert house.texts("alma") == ["Mette: hi"]
    assert await house.said("alma") == ["hello there", "hi"]
