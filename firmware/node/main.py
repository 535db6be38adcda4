import start  # noqa: D100 - two lines, so that nothing can break here

start.run("node")
