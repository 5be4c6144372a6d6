#!/usr/bin/env python3
"""Checks JSON documents against the schemas of this folder.

usage: check.py SCHEMA FILE [SCHEMA FILE]...     (SCHEMA: offer, profile, command, ...)

Needs python3-jsonschema. Prints one line a mistake, and exits 1 if there was any.
"""
import json
import pathlib
import sys

import jsonschema

folder = pathlib.Path(__file__).resolve().parent
schemas = {path.name: json.loads(path.read_text()) for path in folder.glob("*.schema.json")}
by_id = {schema["$id"]: schema for schema in schemas.values()}


def validator_of(schema):
    """How schemas find each other differs: newer releases of jsonschema ask `referencing`, Debian 12's does not know it."""
    try:
        from referencing import Registry, Resource
    except ImportError:
        return jsonschema.Draft202012Validator(schema, resolver=jsonschema.RefResolver.from_schema(schema, store=by_id))
    resources = ((uri, Resource.from_contents(other)) for uri, other in by_id.items())
    return jsonschema.Draft202012Validator(schema, registry=Registry().with_resources(resources))


def mistakes(name, document):
    schema = schemas[f"{name}.schema.json"]
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = validator_of(schema)
    for error in sorted(validator.iter_errors(document), key=lambda error: list(map(str, error.absolute_path))):
        yield "/" + "/".join(map(str, error.absolute_path)), error.message[:200]


def main(arguments):
    if not arguments or len(arguments) % 2:
        sys.exit(__doc__)
    bad = False
    for name, path in zip(arguments[::2], arguments[1::2]):
        for pointer, message in mistakes(name, json.loads(pathlib.Path(path).read_text())):
            bad = True
            print(f"{path}: {pointer}: {message}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
