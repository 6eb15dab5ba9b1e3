"""Write docs/config.schema.json, by which an editor completes and checks a config.yaml.

    PYTHONPATH=workflow python docs/generate_schema.py

It is the typed config, with the words that its checks know. What a schema cannot tell (that a
swept key is not set elsewhere, that a file is there) the build tells.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from labbook.config.engine_names import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZER_ARGUMENTS,
    OPTIMIZER_LEARNING_RATES,
    OWN_ACTIVATIONS,
    SCHEDULE_ARGUMENTS,
    SHARED_OPTIMIZER_ARGUMENTS,
    SWITCHES,
)
from labbook.config.model import AUTO, ONE_ARGUMENT, SEARCHED, SWEPT, Config
from labbook.config.settings import BALANCED
from labbook.data.registry import datasets

FILE = Path(__file__).with_name("config.schema.json")
# The one that editors know.
DIALECT = "http://json-schema.org/draft-07/schema#"

Schema = dict[str, Any]
NULL: Schema = {"type": "null"}
TEXT: Schema = {"type": "string"}


def config_schema() -> Schema:
    """The JSON schema of a config.yaml."""
    schema = Config.model_json_schema()
    definitions = schema["$defs"]
    for model in (schema, *definitions.values()):
        for key in model["properties"].values():
            key.pop("title", None)
            key["description"] = key["description"].removesuffix(": see below")
    settings, experiment = (definitions[name]["properties"] for name in ("Settings", "Experiment"))
    for key, allowed in _words().items():
        _allow(settings[key], *allowed)
    experiment |= {key: _setting(key) for key in settings}
    _allow(experiment["sweep"], _axes(SWEPT), {"type": "array", "items": _axes(SWEPT)}, NULL)
    _allow(definitions["Search"]["properties"]["space"], _axes(SEARCHED))
    entries = {name: experiment["published"].pop(name) for name in ("type", "items", "maxItems")}
    _allow(experiment["published"], entries, TEXT)
    _allow(definitions["Lab"]["properties"]["own_digit"], {"$ref": "#/$defs/OwnDigit"}, TEXT, NULL)
    for keys in (schema["properties"], experiment):
        # Beside those of one's own.
        keys["dataset"]["examples"] = [AUTO, *datasets()]
    return {"$schema": DIALECT, "title": "config.yaml of Labbook", **schema}


def _words() -> dict[str, list[Schema]]:
    """Settings whose checks know more than their types."""
    optimizers = [
        _mapping("name", name, [*OPTIMIZER_ARGUMENTS[name], *SHARED_OPTIMIZER_ARGUMENTS])
        for name in OPTIMIZER_LEARNING_RATES
    ]
    schedules = [_mapping("schedule", name, of) for name, of in SCHEDULE_ARGUMENTS.items()]
    weights = {"type": "object", "additionalProperties": {"type": "number"}}
    return {
        "activation": [_enum([*ACTIVATIONS, *OWN_ACTIVATIONS]), NULL],
        "output_activation": [_enum(ACTIVATIONS), NULL],
        "loss": [_enum(LOSSES), NULL],
        "kernel_initializer": [_enum(INITIALIZERS), NULL],
        "optimizer": [_enum(OPTIMIZER_LEARNING_RATES), *optimizers, NULL],
        "learning_rate": [{"type": "number", "exclusiveMinimum": 0}, *schedules, NULL],
        "class_weight": [_enum([BALANCED]), weights, NULL],
    }


def _mapping(called_by: str, name: str, arguments: Iterable[str]) -> Schema:
    """A name with numbers; `called_by` is the key of the name."""
    kinds = {key: {"type": "boolean" if key in SWITCHES else "number"} for key in arguments}
    return {
        "type": "object",
        "properties": {called_by: {"const": name}, **kinds},
        "required": [called_by],
        "additionalProperties": False,
    }


def _axes(keys: Iterable[str]) -> Schema:
    """Lists of values by key, and by name of one argument of a function of one's own."""
    lists = {"type": "array", "minItems": 1}
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {key: {**lists, "items": _setting(key)} for key in keys},
        "patternProperties": {f"^{ONE_ARGUMENT.replace('.', '[.]')}": lists},
        "additionalProperties": False,
    }


def _allow(key: Schema, *allowed: Schema) -> None:
    """Let `key` be one of `allowed`, whatever its type was."""
    for word in ("type", "anyOf", "additionalProperties"):
        key.pop(word, None)
    key["anyOf"] = [*allowed]


def _enum(words: Iterable[str]) -> Schema:
    return {"enum": [*words]}


def _setting(key: str) -> Schema:
    return {"$ref": f"#/$defs/Settings/properties/{key}"}


def schema_text(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(schema_text(config_schema()), encoding="utf-8", newline="\n")
