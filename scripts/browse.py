"""Opens a page in headless Chromium and tells what came of it, as JSON on standard output.

browse.py URL [--width 1440] [--height 900] [--dark] [--no-script] [--screenshot FILE] [--evaluate EXPRESSION]

Speaks Chromium's DevTools protocol over two pipes: no package is needed but chromium itself.
"""

import argparse
import base64
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time


class Browser:
    def __init__(self, profile):
        to_browser, self.output = os.pipe()
        self.input, from_browser = os.pipe()
        program = shutil.which("chromium") or shutil.which("google-chrome")
        if program is None:
            sys.exit("browse.py: expected chromium on PATH (Debian: apt-get install chromium)")

        def connect():
            # Chromium reads commands from descriptor 3 and writes answers to 4.
            commands = fcntl.fcntl(to_browser, fcntl.F_DUPFD, 10)
            answers = fcntl.fcntl(from_browser, fcntl.F_DUPFD, 10)
            os.dup2(commands, 3)
            os.dup2(answers, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=connect,
            close_fds=False, start_new_session=True)
        os.close(to_browser)
        os.close(from_browser)
        self.buffer = b""
        self.number = 0
        self.events = []

    def read(self, deadline):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.input], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError("the browser did not answer in time")
            part = os.read(self.input, 1 << 16)
            if not part:
                raise EOFError("the browser ended")
            self.buffer += part
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, session=None, timeout=300, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + timeout
        while True:
            answer = self.read(deadline)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method, timeout=300):
        deadline = time.monotonic() + timeout
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.read(deadline))

    def stop(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


def names(browser, session):
    """What a screen reader is told: role and name of each node that has a role of its own."""
    nodes = browser.call("Accessibility.getFullAXTree", session)["nodes"]
    told = []
    for node in nodes:
        role = node.get("role", {}).get("value", "")
        if not node.get("ignored") and role in ("heading", "link", "image", "img", "article", "region", "status", "searchbox", "main", "navigation", "table"):
            told.append({"role": role, "name": node.get("name", {}).get("value", "")})
    return told


def look(browser, arguments):
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Network", "Runtime", "Log", "Accessibility"):
        browser.call(f"{domain}.enable", session)
    browser.call("Emulation.setDeviceMetricsOverride", session, width=arguments.width, height=arguments.height,
                 deviceScaleFactor=1, mobile=arguments.width < 600)
    browser.call("Emulation.setEmulatedMedia", session,
                 features=[{"name": "prefers-color-scheme", "value": "dark" if arguments.dark else "light"}])
    if arguments.no_script:
        browser.call("Emulation.setScriptExecutionDisabled", session, value=True)
    browser.events.clear()
    browser.call("Page.navigate", session, url=arguments.url)
    browser.wait("Page.loadEventFired")
    time.sleep(0.3)

    def evaluate(expression):
        result = browser.call("Runtime.evaluate", session, expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    report = {"requests": [], "errors": [], "bytes": 0}
    browser.call("Browser.getVersion")
    for event in browser.events:
        parameters = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                report["requests"].append(parameters["request"]["url"])
            case "Network.loadingFinished":
                report["bytes"] += int(parameters["encodedDataLength"])
            # What the page gives up of its own, such as a refresh that takes too long, is no error.
            case "Network.loadingFailed" if not parameters.get("canceled"):
                report["errors"].append(parameters["errorText"])
            case "Runtime.exceptionThrown":
                report["errors"].append(json.dumps(parameters["exceptionDetails"]))
            case "Log.entryAdded" if parameters["entry"]["level"] in ("error", "warning"):
                report["errors"].append(parameters["entry"]["text"])
            case "Runtime.consoleAPICalled" if parameters["type"] in ("error", "warning", "assert"):
                report["errors"].append(json.dumps(parameters["args"]))
            case "Page.javascriptDialogOpening":
                report["errors"].append("a dialog opened: " + parameters["message"])
    if not arguments.no_script:
        timing = "performance.getEntriesByType('navigation')[0]"
        report["load_ms"] = evaluate(f"{timing}.loadEventEnd - {timing}.responseStart")
        report["width"] = evaluate("document.documentElement.scrollWidth")
        report["text"] = evaluate("document.body.innerText")
        # What the tabulator key reaches, in its order.
        report["focusable"] = evaluate(
            "[...document.querySelectorAll('a[href], button, input, [tabindex=\"0\"]')].map(e => e.getAttribute('href') ?? e.className ?? e.tagName)")
        if arguments.evaluate:
            report["value"] = evaluate(arguments.evaluate)
    report["names"] = names(browser, session)
    if arguments.screenshot:
        content = browser.call("Page.getLayoutMetrics", session)["cssContentSize"]
        browser.call("Emulation.setDeviceMetricsOverride", session, width=arguments.width, height=min(int(content["height"]), 4000),
                     deviceScaleFactor=1, mobile=arguments.width < 600)
        time.sleep(0.3)
        picture = browser.call("Page.captureScreenshot", session, timeout=300)
        with open(arguments.screenshot, "wb") as file:
            file.write(base64.b64decode(picture["data"]))
    return report


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--width", type=int, default=1440)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--no-script", action="store_true")
    parser.add_argument("--screenshot")
    parser.add_argument("--evaluate")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        try:
            json.dump(look(browser, arguments), sys.stdout, indent=1)
        finally:
            browser.stop()


main()
