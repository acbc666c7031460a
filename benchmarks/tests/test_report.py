import os
import re
import tempfile
import unittest
import xml.etree.ElementTree as xml

import plot
import results
import targets
from tests import result, run, script

report = script("report")


def target(text):
    return next(t for t in targets.TARGETS if t.text.startswith(text))


class ResultsTest(unittest.TestCase):

    def test_what_counts_is_the_median_of_the_runs(self):
        found = results.summary({"runs": [run(10), run(90), run(30)]})
        self.assertEqual((found["rate"], found["trouble"]), (30, ""))

    def test_errors_and_failed_runs_are_named(self):
        found = results.summary({"runs": [run(10, errors=2, broken="read 1"), {"failed": "no answers"}]})
        self.assertEqual(found["rate"], 10)
        self.assertEqual(found["trouble"], "2 of 60 answers were errors; socket errors: read 1; a run failed: no answers")

    def test_nothing_but_failed_runs(self):
        self.assertIsNone(results.summary({"runs": [{"failed": "no answers"}]})["rate"])

    def test_a_result_is_read_as_it_was_written(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "result.json")
            written = result([("hello", 16, {"uwsgi": [run(10)]})])
            results.save(written, path)
            self.assertEqual(results.load(path), written)
            self.assertEqual(os.listdir(directory), ["result.json"])


class TargetsTest(unittest.TestCase):

    def test_a_ratio_that_is_reached_and_one_that_is_not(self):
        found = result([("hello", 16, {"embedded-2": [run(260)], "mod_wsgi-embedded": [run(100)], "uwsgi": [run(300)]})])
        self.assertEqual(target("hello, 16: requests/s beside mod_wsgi").check(found), (2.6, True))
        self.assertEqual(target("hello, 16: requests/s beside uwsgi").check(found)[1], False)

    def test_a_row_with_errors_reaches_nothing(self):
        found = result([("hello", 16, {"embedded-2": [run(260, errors=1)], "mod_wsgi-embedded": [run(100)]})])
        self.assertEqual(target("hello, 16: requests/s beside mod_wsgi").check(found), (None, None))

    def test_the_worst_number_of_connections_counts(self):
        found = result([("hello", c, {"embedded-2": [run(rate)]}) for c, rate in ((4, 100), (16, 120), (64, 90), (256, 110))])
        self.assertEqual(target("hello: requests/s with").check(found), (0.9, False))

    def test_half_of_the_peak_since_the_start(self):
        found = result([("page", 16, {"embedded-2": [run(100)]})], deployment={"embedded-2-warmed": [[20, 30.0], [30, 51.0], [40, 99.0]]})
        self.assertEqual(target("page at half").check(found), (30, True))
        found["deployment"]["embedded-2-warmed"] = [[20, 30.0]]
        self.assertEqual(target("page at half").check(found), (float("inf"), False))

    def test_memory(self):
        found = result([("hello", 16, {"embedded-1": [run(1)], "embedded-2": [run(1)]})])
        found["rows"][0]["servers"]["embedded-1"]["rss"] = 500 << 20
        found["rows"][0]["servers"]["embedded-2"]["rss"] = 550 << 20
        self.assertEqual(target("VmRSS, one").check(found), (500, True))
        self.assertEqual(target("VmRSS of a further").check(found), (50, False))

    def test_without_measurements_every_target_is_not_measured(self):
        lines = targets.lines(result([]))
        self.assertEqual(len(lines), 2 + len(targets.TARGETS))
        self.assertTrue(all("not measured" in line for line in lines[2:]))


class PageTest(unittest.TestCase):

    def page(self, found, before=""):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "page.md")
            if before:
                with open(path, "w") as file:
                    file.write(before)
            text = "\n".join(report.page_of(found, path))
            for shown in re.findall(r"\((page/\S+\.svg)\)", text):
                xml.parse(os.path.join(directory, shown))
            return text

    def test_a_run_that_has_only_begun(self):
        self.assertIn("# Benchmarks", self.page(result([])))

    def test_the_best_is_bold_and_what_went_wrong_is_starred_and_told(self):
        text = self.page(result([("hello", 16, {"embedded-2": [run(2600)], "mod_wsgi-embedded": [run(3000, errors=5)], "uwsgi": [{"failed": "no answers"}]})]))
        self.assertIn("| hello, 16 | **2,600** | 3,000\\* | failed\\* |", text)
        self.assertIn("- \\* hello, 16, mod_wsgi-embedded: 5 of 18000 answers were errors", text)
        self.assertIn("- \\* hello, 16, uwsgi: a run failed: no answers", text)

    def test_rows_that_were_not_measured_are_named(self):
        found = result([("hello", 16, {"embedded-2": [run(1)]})])
        found["settings"]["workloads"].append(["page", 16])
        self.assertIn("not measured: page, 16.", self.page(found))

    def test_notes_written_by_hand_stay(self):
        text = self.page(result([]), "stale\n<!-- notes -->\nBounded by the client.\n<!-- /notes -->\nstale numbers\n")
        self.assertIn("<!-- notes -->\nBounded by the client.\n<!-- /notes -->", text)
        self.assertNotIn("stale", text)

    def test_plots_of_a_workload_and_of_a_deployment(self):
        text = self.page(result([("page", 16, {"embedded-2": [run(900)], "uwsgi": [run(500)]})], deployment={"embedded-2": [[9, 3.0], [14, 80.0]]}))
        self.assertIn("(page/page-16.svg)", text)
        self.assertIn("(page/deployment.svg)", text)


class PlotTest(unittest.TestCase):

    def test_peers_are_labelled_levels_and_the_axis_holds_everything(self):
        text = plot.svg("page & flask", {"embedded-2": [[2.5, 10.0], [297.5, 4700.0]]}, {"uwsgi": 3900.0, "gunicorn": 3895.0})
        tree = xml.fromstring(text)
        labels = [(element.text, float(element.get("y"))) for element in tree.iter("{http://www.w3.org/2000/svg}text")]
        self.assertIn("uwsgi 3,900", dict(labels))
        self.assertGreaterEqual(dict(labels)["gunicorn 3,895"] - dict(labels)["uwsgi 3,900"], plot.LINE - 0.1)
        self.assertIn("300", dict(labels))
        self.assertIn("5,000", dict(labels))
        self.assertIn("prefers-color-scheme:dark", text)

    def test_scales_are_round(self):
        self.assertEqual([plot.scale(most) for most in (0, 1, 11, 300, 4700)], [(1, 1), (1, 1), (2, 12), (50, 300), (500, 5000)])

    def test_labels_at_the_bottom_stay_inside(self):
        self.assertEqual([place for place, _ in plot.spread([(99, "a"), (100, "b"), (100, "c")], 0, 100)], [74, 87, 100])


if __name__ == "__main__":
    unittest.main()
