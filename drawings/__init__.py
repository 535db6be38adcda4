"""The drawings of the documentation, made from what they show, so that they can't disagree.

`scripts/draw` writes them: wirings from the flash command's presets, the architecture from the
packages' own imports, the brand's icons, and the casings. Nothing else imports this package, and
it knows nothing of Home Assistant.
"""
