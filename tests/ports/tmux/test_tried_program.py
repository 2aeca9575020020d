"""A program that is started to be looked at gets exactly its words, in exactly its folder, and nothing else is run."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.tmux.tried_program import TriedProgram
from tests.support.waiting import until

TELLS = f"""#!{sys.executable}
import json, os, sys, time
with open(os.environ["HOME"] + "/told.new", "w") as file:
    json.dump([sys.argv, os.getcwd()], file)
os.rename(file.name, os.environ["HOME"] + "/told")
time.sleep(600)
"""


@pytest.mark.parametrize(
    "words", [(), ("a;", ";", "\\;", "#{pid}", "$HOME", "")], ids=["alone", "with words"]
)
@pytest.mark.parametrize("name", ["my agent", "agent;", "$(touch ran)", "it's", "#(touch ran)", "A=b"])
def test_its_words_and_folder_are_read_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "#(touch ran) #{pid};"
    folder.mkdir()
    program = tmp_path / name
    program.write_text(TELLS)
    program.chmod(0o755)
    tried = TriedProgram()
    try:
        tried.start((str(program), *words), str(folder), (80, 24))
        until((tmp_path / "told").exists)
        assert json.loads((tmp_path / "told").read_text()) == [[str(program), *words], str(folder)]
    finally:
        tried.end()
    assert not [*tmp_path.rglob("ran")]


def test_one_that_is_not_there_is_named(tmp_path: Path) -> None:
    tried = TriedProgram()
    try:
        with pytest.raises(PortError) as told:
            tried.start(("/no/such",), str(tmp_path), (80, 24))
    finally:
        tried.end()
    assert told.value.detail == "there is no program /no/such"
