"""Byte-level BPE with LLaDA's special tokens: learning it, encoding, decoding, and the tokenizer.json that RadDraft's reader loads.

No token is added in front or behind. The system sentences are tokens of their own (not special): they stand before every
prompt, and as one position each they cost a seventh of the time of a draft less.
"""

import collections
import json
import re
from collections.abc import Iterable
from pathlib import Path

SYSTEM = "You are a helpful language and vision assistant. You are able to understand the visual content that the user provides, and assist the user with a variety of tasks using natural language."
SYSTEM_MEDICAL = SYSTEM.replace("helpful language", "helpful medical language")
MASK, END_OF_TURN, BEGIN, END_OF_TEXT = "<|mdm_mask|>", "<|eot_id|>", "<|startoftext|>", "<|endoftext|>"
HEADER_START, HEADER_END = "<|start_header_id|>", "<|end_header_id|>"
FILL_END = "<|reserved_token_0|>"
"""Ends a blank inside a report."""
SPECIALS = (
    BEGIN, END_OF_TEXT, "[CLS]", "[gMASK]", FILL_END, "<|reserved_token_1|>", MASK, "<role>", "</role>", "<|arithmetic_start|>",
    "<|arithmetic_end|>", "<|number_start|>", "<|number_end|>", HEADER_START, HEADER_END, END_OF_TURN)

# LLaDA's split without its possessive quantifiers; in Python's classes for the texts that are learnt from, in Unicode's for the file.
SPLIT = re.compile(r"'(?:[sdmtSDMT]|ll|ve|re|LL|VE|RE)|(?:[^\r\n\w]|_)?[^\W\d_]+|\d| ?(?:[^\s\w]|_)+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
SPLIT_FOR_FILE = r"'(?:[sdmtSDMT]|ll|ve|re|LL|VE|RE)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"

CHAT_TEMPLATE = (
    "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + message['role'] + "
    "'<|end_header_id|>\n\n' + message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}"
    "{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}")


def byte_characters() -> dict[int, str]:
    """A printable character for every byte, as GPT-2 chose them."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    characters, extra = {}, 0
    for byte in range(256):
        characters[byte] = chr(byte) if byte in kept else chr(256 + extra)
        extra += byte not in kept
    return characters


CHARACTER_OF = byte_characters()
BYTE_OF = {character: byte for byte, character in CHARACTER_OF.items()}


def pieces_of(text: str) -> list[str]:
    """Pieces that no merge crosses, in byte characters."""
    return ["".join(CHARACTER_OF[byte] for byte in piece.encode("utf-8")) for piece in SPLIT.findall(text)]


def learn_merges(texts: Iterable[str], n_merges: int) -> list[tuple[str, str]]:
    """The most frequent pairs one after the other; ties go to the later pair in order, so the result is the same everywhere."""
    words: collections.Counter[str] = collections.Counter()
    for text in texts:
        words.update(pieces_of(text))
    symbols = [list(word) for word in words]
    counts = list(words.values())
    pairs: collections.Counter[tuple[str, str]] = collections.Counter()
    where: dict[tuple[str, str], set[int]] = collections.defaultdict(set)
    for index, word in enumerate(symbols):
        for pair in zip(word, word[1:]):
            pairs[pair] += counts[index]
            where[pair].add(index)
    merges: list[tuple[str, str]] = []
    while len(merges) < n_merges and pairs:
        best = max(pairs.items(), key=lambda item: (item[1], item[0]))[0]
        if pairs[best] < 2:
            break
        merges.append(best)
        for index in sorted(where.pop(best, ())):
            for pair in zip(symbols[index], symbols[index][1:]):
                pairs[pair] -= counts[index]
                if pairs[pair] <= 0:
                    del pairs[pair]
            symbols[index] = _merged(symbols[index], best)
            for pair in zip(symbols[index], symbols[index][1:]):
                pairs[pair] += counts[index]
                where[pair].add(index)
    return merges


def _merged(word: list[str], pair: tuple[str, str]) -> list[str]:
    out: list[str] = []
    index = 0
    while index < len(word):
        hit = index + 1 < len(word) and (word[index], word[index + 1]) == pair
        out.append(word[index] + word[index + 1] if hit else word[index])
        index += 2 if hit else 1
    return out


def write_tokenizer(folder: Path, merges: list[tuple[str, str]]) -> None:
    """Writes tokenizer.json and the files beside it."""
    vocabulary: dict[str, int] = {}
    for byte in sorted(CHARACTER_OF, key=lambda byte: CHARACTER_OF[byte]):
        vocabulary[CHARACTER_OF[byte]] = len(vocabulary)
    for left, right in merges:
        vocabulary.setdefault(left + right, len(vocabulary))
    names = [*SPECIALS, SYSTEM, SYSTEM_MEDICAL]
    added = [{"id": len(vocabulary) + index, "content": name, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": name in SPECIALS} for index, name in enumerate(names)]
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    split = {"type": "Split", "pattern": {"Regex": SPLIT_FOR_FILE}, "behavior": "Isolated", "invert": False}
    document = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, byte_level]}, "post_processor": None, "decoder": byte_level,
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None,
                  "fuse_unk": False, "byte_fallback": False, "vocab": vocabulary, "merges": [f"{left} {right}" for left, right in merges]}}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(json.dumps(document, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    config = {
        "add_bos_token": False, "add_eos_token": False, "bos_token": BEGIN, "eos_token": END_OF_TEXT, "pad_token": END_OF_TEXT, "cls_token": "[CLS]", "gmask_token": "[gMASK]",
        "chat_template": CHAT_TEMPLATE, "clean_up_tokenization_spaces": False, "model_max_length": 1024, "tokenizer_class": "PreTrainedTokenizerFast",
        "added_tokens_decoder": {str(token["id"]): {key: value for key, value in token.items() if key != "id"} for token in added}}
    (folder / "tokenizer_config.json").write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "special_tokens_map.json").write_text(json.dumps({"bos_token": BEGIN, "eos_token": END_OF_TEXT, "pad_token": END_OF_TEXT, "cls_token": "[CLS]"}, indent=1) + "\n", encoding="utf-8")


class Tokenizer:
    """Reads a tokenizer.json of this kind."""

    def __init__(self, folder: Path) -> None:
        document = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
        self.vocabulary: dict[str, int] = document["model"]["vocab"]
        self._rank = {tuple(merge.split(" ")): index for index, merge in enumerate(document["model"]["merges"])}
        self.added: dict[str, int] = {token["content"]: token["id"] for token in document["added_tokens"]}
        self.special_ids = {token["id"] for token in document["added_tokens"] if token["special"]}
        self._names = {index: name for name, index in self.vocabulary.items()} | {index: name for name, index in self.added.items()}
        self._split = re.compile("(" + "|".join(re.escape(name) for name in sorted(self.added, key=len, reverse=True)) + ")")
        self._cache: dict[str, list[int]] = {}
        self.size = max(self._names) + 1
        self.mask, self.eot, self.fill_end = self.added[MASK], self.added[END_OF_TURN], self.added[FILL_END]
        self.suppressed = [self.added[name] for name in (END_OF_TEXT, BEGIN, HEADER_START, HEADER_END)]

    def _piece(self, piece: str) -> list[int]:
        known = self._cache.get(piece)
        if known is not None:
            return known
        symbols = list(piece)
        while len(symbols) > 1:
            rank, index = min((self._rank.get(pair, 1 << 30), index) for index, pair in enumerate(zip(symbols, symbols[1:])))
            if rank == 1 << 30:
                break
            symbols[index : index + 2] = [symbols[index] + symbols[index + 1]]
        ids = [self.vocabulary[symbol] for symbol in symbols]
        self._cache[piece] = ids
        return ids

    def encode_text(self, text: str) -> list[int]:
        """Ids of plain text: names of added tokens in it are text."""
        return [token for piece in pieces_of(text) for token in self._piece(piece)]

    def encode(self, text: str) -> list[int]:
        """Ids of a prompt, added tokens included."""
        ids: list[int] = []
        for part in self._split.split(text):
            if part in self.added:
                ids.append(self.added[part])
            elif part:
                ids.extend(self.encode_text(part))
        return ids

    def count(self, text: str) -> int:
        return len(self.encode_text(text))

    def decode(self, ids: Iterable[int]) -> str:
        """Text without special tokens; broken UTF-8 becomes U+FFFD."""
        out = bytearray()
        for token in ids:
            if token in self.special_ids or token not in self._names:
                continue
            name = self._names[token]
            out += name.encode("utf-8") if name in self.added else bytes(BYTE_OF[character] for character in name)
        return out.decode("utf-8", errors="replace")


def chat(turns: list[tuple[str, str]], is_medical: bool = False) -> str:
    """The text of a conversation with an open assistant turn, as the chat template renders it."""
    messages = [("system", SYSTEM_MEDICAL if is_medical else SYSTEM), *turns]
    body = "".join(f"{HEADER_START}{role}{HEADER_END}\n\n{content.strip()}{END_OF_TURN}" for role, content in messages)
    return f"{BEGIN}{body}{HEADER_START}assistant{HEADER_END}\n\n"
