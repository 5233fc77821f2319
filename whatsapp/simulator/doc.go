// Package simulator plays Meta's WhatsApp Cloud API, and the phones of the
// customers behind it, on this machine.
//
// It answers the calls of a business in Meta's form and with Meta's errors,
// keeps the 24-hour customer service window, and posts signed webhooks to the
// business until they are answered with 200, for seven days. A page at "/"
// shows a phone on which a person can write as any customer and see what the
// business answers.
//
// In a test it is an http.Handler:
//
//	sim := simulator.New(simulator.Options{WebhookURL: inbox.URL, AppSecret: "secret"})
//	graph := httptest.NewServer(sim)
//	defer func() { sim.Close(); graph.Close() }()
//
// All its timers run on one [Clock] that can be held, moved and sped up: a test
// that waits for 25 hours takes a moment. [Disorder] delivers webhooks twice,
// late, together or in another order, the same with the same seed; a [Failure]
// makes calls go wrong. A [Scenario] is a conversation in a file, and [Load]
// measures a receiver. The control calls under /simulator/ do the same over
// HTTP; docs/simulator.md lists them.
//
// It is not connected to WhatsApp or Meta, sends nothing to anybody and is not
// a server for the public: use [Listen], which takes loopback addresses only.
// Requests whose Host is not a loopback name are refused unless
// [Options.AllowRemote] is set. Everything is kept in memory, within fixed
// limits, and is gone after Close unless [Simulator.KeepState] keeps it in a file.
package simulator
