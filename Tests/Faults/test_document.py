"""docs/guarantees.md names the test that holds each sentence: each of them must be there, and the matrix must be the
one that the figures give."""

import json
import re
import unittest

import faults
import report
from pipeline import ROOT


class DocumentTests(unittest.TestCase):
    page = report.PAGE.read_text()

    def test_each_test_it_names_exists(self):
        named = re.findall(r"`(Tests/[\w/+-]+\.swift)`: ([^\n]*?)(?=\s`Tests/|\n|$)", self.page)
        self.assertGreater(len(named), 20)
        for path, titles in named:
            # Files move between the folders of a target; a test is found by its file's name.
            target, name = path.split("/")[1], path.split("/")[-1]
            text = "".join(file.read_text() for file in (ROOT / "Tests" / target).rglob(name))
            for title in re.findall(r"“([^”]+)”", titles):
                self.assertIn(f"func `{title}`", text, path)
            self.assertRegex(titles, "“", f"{path} is named without a test")

    def test_each_row_it_names_exists(self):
        for row in re.findall(r"row `(\w+)`", self.page):
            self.assertIn(row, faults.ROWS + faults.EMBEDDED)

    def test_the_matrix_is_of_the_figures(self):
        self.assertIn(report.table(json.loads(report.FIGURES.read_text())), self.page)


if __name__ == "__main__":
    unittest.main()
