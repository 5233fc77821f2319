// Package imports makes customers of the rows of a CSV file: it reads what
// spreadsheets and address books write, guesses what the columns mean, says
// who is there already before anything is written, and then writes in small
// transactions that leave the database to the messages most of the time.
//
// It knows the collections customers, contacts and imports, and nothing of
// HTTP. Customers are recognised by number and e-mail address, never by name.
// What is in a cell goes to the collections, to samples for
// whoever imports, and to the file of refused rows; never to the log.
package imports
