// Tell the server's time, whatever the clock of this device says.

export class ServerTime {
  // The server's word, heard at a moment of this page's own count (which no change of the device's clock moves).
  hear(iso, at = performance.now()) {
    this.server = Date.parse(iso);
    this.at = at;
  }

  // After a start without the network there is nothing but the device's clock, corrected by how wrong it last was.
  assume(offset) {
    this.server = Date.now() + (offset || 0);
    this.at = performance.now();
  }

  get now() {
    return this.server + performance.now() - this.at;
  }

  get offset() {
    return this.now - Date.now();
  }

  // Both clocks, as they are sent with a change.
  get moments() {
    return { made_at: new Date(this.now).toISOString(), device_at: new Date().toISOString() };
  }
}

// The moment at which the answer with this page began to arrive.
export function arrival() {
  return performance.getEntriesByType("navigation")[0]?.responseStart || performance.now();
}
