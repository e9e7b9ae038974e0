/** The last line of a terminal while tests run: a bar, what is running, the time. */
import { timeText } from "./reporter.ts";

const INTERVAL = 100;
const BAR = 20;

export class Progress {
  private readonly running = new Set<string>();
  private done = 0;
  private failed = 0;
  private drawn = false;
  private readonly started = performance.now();
  private readonly timer: ReturnType<typeof setInterval>;

  /**
   * @param write draws on the terminal
   * @param columns how wide that is
   */
  constructor(
    private readonly count: number,
    private readonly write: (text: string) => void,
    private readonly columns: () => number,
  ) {
    this.timer = setInterval(() => this.draw(), INTERVAL);
  }

  began(path: string): void {
    this.running.add(path);
  }

  ended(path: string, failed: boolean): void {
    this.running.delete(path);
    this.done++;
    if (failed) this.failed++;
  }

  /** Makes room for lines that stay. */
  clear(): void {
    if (this.drawn) this.write("\r\x1b[2K");
    this.drawn = false;
  }

  stop(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private draw(): void {
    const filled = this.count === 0 ? BAR : Math.round((this.done / this.count) * BAR);
    const failed = this.failed === 0 ? "" : ` ${this.failed} failed`;
    const time = timeText(performance.now() - this.started);
    const line = `[${"#".repeat(filled)}${"-".repeat(BAR - filled)}] ${this.done}/${this.count}${failed} ${time} ${[...this.running].join(" ")}`;
    this.write(`\r\x1b[2K${line.slice(0, Math.max(20, this.columns() - 1))}`);
    this.drawn = true;
  }
}
