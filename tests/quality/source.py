"""The integration's own files, as the tests about them read them."""

import ast
import json
from pathlib import Path
from typing import Any

from homeassistant.util.yaml import load_yaml_dict

import custom_components.domotik

HERE = Path(custom_components.domotik.__file__).parent
MODULES = {path.stem: path for path in sorted(HERE.glob("*.py"))}
ICONS: dict[str, Any] = json.loads((HERE / "icons.json").read_text())
MANIFEST: dict[str, Any] = json.loads((HERE / "manifest.json").read_text())
TEXTS: dict[str, Any] = json.loads((HERE / "translations/en.json").read_text())


def read_yaml(name: str) -> dict[str, Any]:
    """Return a YAML file of the integration, empty when there is none."""
    path = HERE / name
    return load_yaml_dict(str(path)) if path.exists() else {}


def tree(name: str) -> ast.Module:
    """Return the syntax of one of the integration's modules."""
    return ast.parse(MODULES[name].read_text())


def calls(name: str) -> list[tuple[str, ast.Call]]:
    """Return all calls of a module, each with the last word of what is called."""
    found = [node for node in ast.walk(tree(name)) if isinstance(node, ast.Call)]
    return [(ast.unparse(call.func).rpartition(".")[2], call) for call in found]


def keyword(call: ast.Call, name: str) -> str | None:
    """Return the source of a call's keyword argument, None without one."""
    return next((ast.unparse(each.value) for each in call.keywords if each.arg == name), None)


def leaves(texts: Any, path: str = "") -> list[tuple[str, str]]:
    """Return each text of a file with the way to it."""
    if isinstance(texts, str):
        return [(path, texts)]
    return [leaf for key, value in texts.items() for leaf in leaves(value, f"{path}.{key}")]
