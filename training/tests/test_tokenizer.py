"""The vocabulary: what it learns, and that nothing is lost."""

import json
import tempfile
import unittest
from pathlib import Path

from raddraft_training.tokenizer import END_OF_TURN, SPECIALS, SYSTEM, Tokenizer, chat, learn_merges, pieces_of, write_tokenizer

TEXTS = ["The lungs are clear.", "The heart is not enlarged.", "Exam: CT of the head\n\nFindings:\nNone."] * 20
ANY = ["", " ", "\n\n\n", "déjà vu", "12 mm", "°C", "肺", "🩻", "a\tb", "don't", "<|eot_id|> in a text", "_x_"]


class TokenizerTest(unittest.TestCase):
    folder: tempfile.TemporaryDirectory
    tokenizer: Tokenizer

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        write_tokenizer(Path(cls.folder.name), learn_merges(TEXTS, 60))
        cls.tokenizer = Tokenizer(Path(cls.folder.name))

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    def test_any_text_comes_back(self) -> None:
        for text in [*TEXTS, *ANY]:
            self.assertEqual(self.tokenizer.decode(self.tokenizer.encode_text(text)), text)

    def test_pieces_join_to_the_text_and_digits_stand_alone(self) -> None:
        self.assertEqual(pieces_of("12 mm"), ["1", "2", "Ġmm"])

    def test_names_of_special_tokens_are_text_in_a_text_and_tokens_in_a_prompt(self) -> None:
        self.assertNotIn(self.tokenizer.eot, self.tokenizer.encode_text(END_OF_TURN))
        self.assertEqual(self.tokenizer.encode(END_OF_TURN), [self.tokenizer.eot])

    def test_a_prompt_is_short_because_the_system_sentence_is_one_token(self) -> None:
        ids = self.tokenizer.encode(chat([("user", "<image>\nDescribe the image.")]))
        self.assertEqual(ids.count(self.tokenizer.added[SYSTEM]), 1)

    def test_every_special_token_has_an_id_of_its_own(self) -> None:
        ids = [self.tokenizer.added[name] for name in SPECIALS]
        self.assertEqual(len(set(ids)), len(SPECIALS))
        self.assertEqual(min(ids), len(self.tokenizer.vocabulary))

    def test_the_same_texts_give_the_same_file(self) -> None:
        with tempfile.TemporaryDirectory() as again:
            write_tokenizer(Path(again), learn_merges(TEXTS, 60))
            self.assertEqual((Path(again) / "tokenizer.json").read_bytes(), (Path(self.folder.name) / "tokenizer.json").read_bytes())
        self.assertEqual(json.loads((Path(self.folder.name) / "tokenizer_config.json").read_text())["model_max_length"], 1024)


if __name__ == "__main__":
    unittest.main()
