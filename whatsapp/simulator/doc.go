// Package simulator plays Meta's WhatsApp Cloud API, and the phones of the
// customers behind it, on this machine.
//
// It answers the calls of a business (sending, marking as read, typing) in
// Meta's form and with Meta's errors, keeps the 24-hour customer service
// window, and posts signed webhooks to the business until they are answered
// with 200. A page at "/" shows a phone on which a person can write as any
// customer and see what the business answers.
//
// It is not connected to WhatsApp or Meta, sends nothing to anybody and is not
// a server for the public: use [Listen], which takes loopback addresses only.
// Requests whose Host is not a loopback name are refused. Everything is kept
// in memory, within fixed limits, and is gone after Close.
package simulator
