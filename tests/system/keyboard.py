"""Somebody who has no mouse: everything is reached by Tab, and one sees where one is."""

from tests.system.looks import new_faults_of

# What has the focus: its name or label, where it stands among all parts of the page, and what is wrong with it.
WHERE = """() => {
  const part = document.activeElement;
  if (part === document.body) return null;
  const ring = (style) =>
    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  const drawn = part.matches("[type=radio], [type=checkbox]")
    ? getComputedStyle(part.nextElementSibling, "::before")
    : getComputedStyle(part);
  const box = part.getBoundingClientRect();
  const x = box.left + Math.min(box.width / 2, 200), y = box.top + Math.min(box.height / 2, 10);
  const there = document.elementFromPoint(x, y);
  const faults = [];
  if (!ring(drawn)) faults.push("nothing shows that it has the focus");
  if (!there || !(part.contains(there) || there.contains(part) || part.labels?.[0]?.contains(there)))
    faults.push("it has the focus but is out of sight");
  if (part.tabIndex > 0) faults.push("it takes a place in the order of Tab that is not its own");
  const label = part.labels?.[0]?.innerText ?? part.ariaLabel ?? part.innerText;
  return [
    label.replace(/\\s+/g, " ").trim(),
    [...document.querySelectorAll("*")].indexOf(part),
    faults.map((fault) => `${part.outerHTML.slice(0, 120)}: ${fault}`),
  ];
}"""


class Keyboard:
    """The keyboard of a visitor. `stops` are the names of what was passed on this page."""

    def __init__(self, visitor):
        self.visitor, self.page = visitor, visitor.page
        self.stops, self.place = [], -1

    def tabs_to(self, name):
        """Go on, never back, until what has this name has the focus."""
        while reached := self.tabs():
            if reached == name:
                return self
        raise AssertionError(f"“{name}” cannot be reached from the keyboard, only {self.stops}")

    def tabs(self):
        """One stop further. None when the page has ended."""
        self.page.keyboard.press("Tab")
        where = self.page.evaluate(WHERE)
        name, place, faults = where or ("", -1, [])
        if self.stops and name in ("", self.stops[0]):
            return None
        assert not faults, faults
        assert place > self.place, f"“{name}” comes after {self.stops[-3:]}, but stands before them"
        self.place = place
        self.stops.append(name)
        return name

    def presses(self, key):
        """A key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.stops, self.place = [], -1
        faults = new_faults_of(self.page, problems=self.visitor.problems)
        assert not faults, faults
        return self

    def types(self, text):
        self.page.keyboard.type(text)
        return self

    def ticks(self):
        self.page.keyboard.press("Space")
        return self
