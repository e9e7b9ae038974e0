/** Looks at a page in Chromium, over the protocol of its developer tools (DevTools Protocol, Page and Runtime). */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The path of a browser, or undefined. */
export const findBrowser = (): string | undefined =>
  Bun.which("chromium") ?? Bun.which("google-chrome") ?? undefined;

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export class Browser implements AsyncDisposable {
  private next = 0;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private loaded: () => void = () => {};

  private constructor(
    private readonly child: { readonly exited: Promise<number>; kill(signal?: number): void },
    private readonly socket: WebSocket,
    private readonly profile: string,
  ) {
    socket.onmessage = ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.method === "Page.loadEventFired") this.loaded();
      if (answer.id !== undefined) this.waiting.get(answer.id)?.(answer);
    };
  }

  /** Opens a page: a file, or an address. */
  static async open(executable: string, page: string): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), "fastforth-browser-"));
    const child = Bun.spawn(
      [
        executable,
        "--headless=new",
        // A container's root has no sandbox of its own; the page is the test's.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--remote-debugging-port=0",
        `--user-data-dir=${profile}`,
        "about:blank",
      ],
      { stdout: "ignore", stderr: "ignore" },
    );
    const port = await portOf(profile, child);
    const pages = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
      type: string;
      webSocketDebuggerUrl: string;
    }[];
    const target = pages.find(({ type }) => type === "page");
    const socket = new WebSocket(target?.webSocketDebuggerUrl ?? "");
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = () => reject(new Error("the browser does not answer"));
    });
    const browser = new Browser(child, socket, profile);
    await browser.send("Page.enable");
    await browser.load(() =>
      browser.send("Page.navigate", { url: page.startsWith("http:") ? page : pathToFileURL(page).href }),
    );
    return browser;
  }

  /** Does something that loads a page, and waits for that. */
  private async load(action: () => Promise<unknown>): Promise<void> {
    const done = new Promise<void>((resolve) => {
      this.loaded = resolve;
    });
    await action();
    await done;
  }

  private async send(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.next;
    const answer = new Promise<Answer>((resolve) => this.waiting.set(id, resolve));
    this.socket.send(JSON.stringify({ id, method, params }));
    const { error, result } = await answer;
    this.waiting.delete(id);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** The value of an expression in the page. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = (await this.send("Runtime.evaluate", {
      expression,
      returnByValue: true,
    })) as { result: { value: T }; exceptionDetails?: { text: string } };
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${exceptionDetails.text}`);
    return result.value;
  }

  /** The text of an element, as it is shown. */
  text(selector: string): Promise<string> {
    return this.evaluate<string>(`document.querySelector(${JSON.stringify(selector)}).innerText`);
  }

  /** Follows a link. */
  async click(selector: string): Promise<void> {
    await this.load(() => this.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`));
  }

  async prefer(scheme: "light" | "dark"): Promise<void> {
    await this.send("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value: scheme }],
    });
  }

  async resize(width: number): Promise<void> {
    await this.send("Emulation.setDeviceMetricsOverride", {
      width,
      height: 800,
      deviceScaleFactor: 1,
      mobile: false,
    });
  }

  /** A picture of what is shown: PNG. */
  async screenshot(): Promise<Uint8Array> {
    const { data } = (await this.send("Page.captureScreenshot")) as { data: string };
    return Buffer.from(data, "base64");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.close();
    this.child.kill(9);
    await this.child.exited;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** The port on which the browser listens, which it writes into its profile. */
async function portOf(profile: string, child: { readonly exitCode: number | null }): Promise<number> {
  while (child.exitCode === null) {
    try {
      const [port = ""] = readFileSync(join(profile, "DevToolsActivePort"), "utf8").split("\n");
      if (/^\d+$/.test(port)) return Number(port);
    } catch {
      // It is not there yet.
    }
    await Bun.sleep(50);
  }
  throw new Error(`the browser ended with ${child.exitCode}`);
}
