// Tell the server's time, whatever the clock of this device says, and how exactly it is known.
// The server stamps its word between the asking and the answer, so each word bounds how far its clock is ahead of this
// page's own count (which no change of the device's clock moves); words that agree narrow the bounds, and one that does
// not (the device slept, a clock was set) replaces them.

export class ServerTime {
  // The server's word, stamped after `asked` and before `answered`.
  hear(iso, asked, answered) {
    const server = Date.parse(iso);
    const [least, most] = [server - answered, server - asked];
    const agrees = !this.guessed && least <= this.most && most >= this.least;
    this.least = agrees ? Math.max(least, this.least) : least;
    this.most = agrees ? Math.min(most, this.most) : most;
    this.guessed = false;
  }

  // After a start without the network there is nothing but the device's clock, corrected by how wrong it last was.
  assume(offset) {
    this.guessed = true;
    this.least = this.most = Date.now() + (offset || 0) - performance.now();
  }

  get now() {
    return performance.now() + (this.least + this.most) / 2;
  }

  get offset() {
    return this.now - Date.now();
  }

  // Both clocks, as they are sent with a change, and by how many milliseconds the first may be wrong.
  get moments() {
    const within = Math.ceil((this.most - this.least) / 2);
    return { made_at: new Date(this.now).toISOString(), device_at: new Date().toISOString(), within };
  }
}

// When this page was asked for, and when the answer began to arrive.
export function arrival() {
  const { fetchStart = 0, responseStart = 0 } = performance.getEntriesByType("navigation")[0] || {};
  return [fetchStart, responseStart || performance.now()];
}
