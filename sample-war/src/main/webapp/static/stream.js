// Watches the blocks of /stream/events arrive. Without it the page still has its link to the plain text.
"use strict";

const stream = document.getElementById("stream");
const track = stream.querySelector("ol");
const state = stream.querySelector(".stream-state");
const button = stream.querySelector("button");
const blocks = Number(stream.dataset.blocks);

function clear() {
  track.replaceChildren(...Array.from({length: blocks}, () => document.createElement("li")));
}

function start() {
  clear();
  button.disabled = true;
  state.textContent = "Waiting for the first block.";
  const source = new EventSource(stream.dataset.events);
  const begin = performance.now();
  let arrived = 0;
  let last = begin;

  function end(text) {
    source.close();
    state.textContent = text;
    button.disabled = false;
    button.textContent = "Start again";
  }

  source.onmessage = event => {
    const now = performance.now();
    const cell = track.children[arrived];
    cell.textContent = arrived === 0 ? "first" : "+" + Math.round(now - last) + " ms";
    cell.className = "arrived";
    arrived += 1;
    last = now;
    state.textContent = "Block " + event.data + " arrived.";
  };
  source.addEventListener("done", () => end(
    "All " + arrived + " blocks arrived, one by one, within " + ((last - begin) / 1000).toFixed(1) + " seconds."));
  source.onerror = () => end("The stream broke off after " + arrived + " of " + blocks + " blocks.");
}

clear();
stream.hidden = false;
button.addEventListener("click", start);
