// What pb_public/vendor/preact-htm-signals.mjs exports: for the type checker only.
import type { VNode } from "preact";
export { h, render, Fragment, createRef } from "preact";
export { useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useId } from "preact/hooks";
export { signal, computed, effect, batch, untracked } from "@preact/signals";
export declare const html: (strings: TemplateStringsArray, ...values: any[]) => VNode;
