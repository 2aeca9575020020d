"""Which words of a text may be paths: suffixes of files that people write about, and words that only look like one."""

from __future__ import annotations


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


SUFFIXES = _words(
    "py pyi pyx pxd ipynb js jsx ts tsx mjs cjs mts cts go rs c h cc cpp cxx hpp hh hxx inc m mm java kt kts rb erb",
    "rake gemspec php cs fs fsx vb swift scala clj cljs ex exs erl hrl hs lhs ml mli lua pl pm t r jl dart zig nim",
    "sol v sv vhd asm s S sh bash zsh fish ps1 bat cmd awk tcl sql graphql gql proto thrift html htm xhtml css",
    "scss sass less styl tcss vue svelte astro hbs ejs pug j2 jinja tmpl md mdx markdown rst adoc txt text tex",
    "bib toml yaml yml json jsonc json5 jsonl ndjson ini cfg conf config properties env lock xml xsd xsl svg csv",
    "tsv plist gradle cmake mk mak am ac in m4 bazel bzl nix tf tfvars hcl dockerfile service patch diff snap",
    "golden png jpg jpeg gif ico webp pdf wasm map log out po pot man 1 3 5 7 8 stub feature",
)
ATTRIBUTES = _words(
    "json text html env config lock log out map in t r m s v 1 3 5 7 8 S am ac service feature po"
)
"""Suffixes that are as often the end of ``object.attribute``: alone, without a folder, they leave doubt."""
BARE = _words(
    "Makefile Dockerfile Justfile Rakefile Gemfile Procfile Vagrantfile Jenkinsfile CMakeLists.txt .gitignore",
    ".gitattributes .dockerignore .editorconfig .env .npmrc .nvmrc .prettierrc .eslintrc .babelrc .clang-format",
    ".flake8 .pylintrc .pre-commit-config.yaml .travis.yml",
)
PERHAPS = _words(
    "README LICENSE COPYING CHANGELOG CHANGES AUTHORS CONTRIBUTING NEWS TODO INSTALL Makefile.am"
)
DOMAINS = _words("com org net io dev app edu gov ai co me info xyz us uk de fr eu ly gg tv")
PROSE = _words(
    "and/or he/she she/he his/her him/her s/he yes/no on/off true/false read/write input/output pass/fail n/a w/o",
    "i/o tcp/ip client/server either/or up/down left/right before/after start/stop in/out go/no-go ci/cd e/g",
    "add/remove open/close get/set enable/disable win/loss km/h 24/7 dev/null linux/macos",
)


def suffix_of(name: str) -> str:
    """What follows the last dot; empty for none and for a name that only begins with one."""
    stem, dot, suffix = name.rpartition(".")
    return suffix if dot and stem else ""


def is_surely_file(path: str, *, numbered: bool) -> bool:
    """True when a word can hardly be anything but a path. ``numbered``: a line number follows it."""
    folder, slash, name = path.rpartition("/")
    if name in BARE:
        return True
    suffix = suffix_of(name)
    if suffix not in SUFFIXES and suffix.lower() not in SUFFIXES:
        return False
    if slash:
        return bool(folder.strip("./")) and not _is_host(path)
    return _alone(name, suffix, numbered=numbered)


def _alone(name: str, suffix: str, *, numbered: bool) -> bool:
    stem = name[: -len(suffix) - 1]
    if stem.replace(".", "").lstrip("vV").isdigit() or (len(stem) < 2 and len(suffix) < 2):
        return False
    if suffix == "js" and stem[:1].isupper():
        return numbered  # Node.js, Vue.js
    return numbered or suffix not in ATTRIBUTES


def may_be_path(path: str) -> bool:
    """True for a word with a slash, or a name, that is worth looking for; prose, numbers and addresses are not."""
    if path.lower() in PROSE or not any(char.isalpha() for char in path):
        return False
    if "/" in path and _is_host(path):
        return False
    if path in PERHAPS or path in BARE:
        return True
    return "/" in path and all(part not in ("", "...") for part in path.strip("/").split("/"))


def _is_host(path: str) -> bool:
    """True for ``example.org/a.py``."""
    return suffix_of(path.partition("/")[0]).lower() in DOMAINS
