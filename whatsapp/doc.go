// Package whatsapp speaks the WhatsApp Business Platform's Cloud API: it takes
// webhook bodies apart ([DecodeWebhook]), checks their signature
// ([ValidSignature]), reads telephone numbers ([ParsePhone], [PhoneKeys]),
// sends messages ([Client]) and says what its error codes mean ([Explain]).
//
// It knows nothing of customers, of a database or of HTTP handlers; whoever
// uses it decides what becomes of an [Event]. It keeps no state, starts no
// goroutine and logs nothing.
//
// Facts about the platform name the page they are from, as a path below
// https://developers.facebook.com/documentation/business-messaging/whatsapp/.
package whatsapp
