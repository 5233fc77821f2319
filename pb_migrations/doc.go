// Package pb_migrations creates the collections of the CRM: users (tightened),
// customers, contacts, comms_log, conversations, whatsapp_events, identity_moves
// (with identity_undo), imports, whatsapp_notices and more.
//
// Import it for its side effect, in the program and in its tests. A file that
// has been released is history: it is never edited, a new one is added. It
// imports PocketBase only, so that today's code cannot change yesterday's schema.
package pb_migrations
