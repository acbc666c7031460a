"""The stand-in of time.sleep in embedded mode."""
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../main/resources/org/tomcatwsgi/python"))

from tomcatwsgi.sleeping import sleeping


class SleepingTest(unittest.TestCase):
    def setUp(self):
        self.asked = []
        self.sleep = sleeping(self.asked.append)

    def test_sleeps_as_long_as_it_is_told(self):
        for seconds in (0, 0.0, 0.01, 0.05):
            begin = time.monotonic()
            self.assertIsNone(self.sleep(seconds))
            self.assertGreaterEqual(time.monotonic() - begin, seconds - 0.0001)
        self.assertEqual(self.asked, [])

    def test_what_is_no_time_is_for_the_original(self):
        for strange in (True, -1, float("inf"), "1", None):
            self.sleep(strange)
        self.assertEqual(self.asked, [True, -1, float("inf"), "1", None])


if __name__ == "__main__":
    unittest.main()
