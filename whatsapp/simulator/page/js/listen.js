// @ts-check

const kinds = ["customer", "message", "typing", "delivery", "receiver", "clock", "disorder", "template"];

/**
 * Listens for what happens. onOpen is called after each connection, also after
 * a lost one: events of the meantime are gone, so everything is read again.
 *
 * @param {{onOpen: () => void, onLost: () => void, onEvent: (kind: string, data: any) => void}} listener
 */
export function listen({ onOpen, onLost, onEvent }) {
  const source = new EventSource("/simulator/events");
  source.onopen = onOpen;
  source.onerror = () => {
    onLost();
    // note: after an answer that is no stream the browser gives up for good.
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => listen({ onOpen, onLost, onEvent }), 2000);
    }
  };
  for (const kind of kinds) source.addEventListener(kind, (event) => onEvent(kind, JSON.parse(event.data)));
}
