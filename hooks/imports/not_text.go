package imports

import (
	"bytes"
	"io"
	"regexp"
)

const (
	whyWorkbook = "This is a workbook (%s), not a CSV file. Open it in the spreadsheet program, choose Save as or Download, then CSV (UTF-8)."
	whyPacked   = "This is a compressed file (%s). Unpack it, and choose the CSV file that is in it."
)

// tableOfWeb is what shops export under .xls: HTML, or a workbook as XML.
var tableOfWeb = regexp.MustCompile(`(?is)^<(!doctype html|html|head|body|meta|table|style|script|div|\?xml|!--|workbook|ss:workbook)`)

// tagged is any other text that begins with a tag and closes one.
var tagged = regexp.MustCompile(`(?is)^<[a-z][^<>\n]*>.*</[a-z]`)

// notText refuses the files that people take for CSV: what it is, and what to
// do with it.
func notText(head []byte) error {
	has := func(prefix string) bool { return bytes.HasPrefix(head, []byte(prefix)) }
	switch {
	case has("PK\x03\x04"), has("PK\x05\x06"):
		return zipped(head)
	case has("\xD0\xCF\x11\xE0"):
		return fileError(whyWorkbook, "Excel 97 to 2003")
	case has("\x09\x08\x10\x00"), has("\x09\x08\x08\x00"), has("\x09\x04\x06\x00"), has("\x09\x02\x06\x00"):
		return fileError(whyWorkbook, "an old one of Excel")
	case has("\x1f\x8b"):
		return fileError(whyPacked, "gzip")
	case has("7z\xBC\xAF"):
		return fileError(whyPacked, "7z")
	case has("Rar!"):
		return fileError(whyPacked, "RAR")
	case has("BZh"), has("\xFD7zXZ"), has("\x28\xB5\x2F\xFD"):
		return fileError(whyPacked, "bzip2, xz or zstd")
	case has("%PDF"):
		return FileError("This is a PDF, not a CSV file. Export the list as CSV.")
	case has(`{\rtf`):
		return FileError("This is a text document (RTF), not a CSV file. Export the list as CSV.")
	case has("SQLite format 3"):
		return FileError("This is a database (SQLite), not a CSV file. Export its table as CSV.")
	case utf16Of(head) == "" && bytes.Count(head, []byte{0}) > len(head)/10:
		return FileError("This is not a text file. Export the list as CSV.")
	}
	return otherText(head)
}

// zipped tells the formats that are zip files inside.
func zipped(head []byte) error {
	in := func(part string) bool { return bytes.Contains(head, []byte(part)) }
	switch {
	case in("opendocument.spreadsheet"):
		return fileError(whyWorkbook, "ODS, of LibreOffice")
	case in("Index/Document.iwa"), in("Index/"):
		return fileError(whyWorkbook, "of Numbers")
	case in("xl/"), in("[Content_Types].xml") && !in("word/") && !in("ppt/"):
		return fileError(whyWorkbook, "XLSX, of Excel")
	case in("word/"), in("ppt/"), in("opendocument."):
		return FileError("This is a document, not a CSV file. Put the list into a spreadsheet and save it as CSV (UTF-8).")
	}
	return fileError(whyPacked, "zip")
}

// otherText refuses texts that are no table.
func otherText(head []byte) error {
	const enough = 4 << 10
	text := head[:min(len(head), enough)]
	if encoding := utf16Of(head); encoding != "" {
		text, _ = io.ReadAll(decoded(bytes.NewReader(text[:len(text)&^1]), encoding))
	}
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))
	upper := bytes.ToUpper(text[:min(len(text), 64)])
	switch {
	case bytes.HasPrefix(upper, []byte("BEGIN:VCARD")):
		return FileError("This is a vCard file, not a CSV file. Choose CSV when you export the address book; of iCloud, import it into Google Contacts and export it there as CSV.")
	case bytes.HasPrefix(upper, []byte("BEGIN:VCALENDAR")):
		return FileError("This is a calendar, not a CSV file. Export the list of contacts as CSV.")
	case bytes.HasPrefix(upper, []byte("DN:")) || bytes.HasPrefix(upper, []byte("VERSION: 1\nDN:")):
		return FileError("This is an LDIF file, not a CSV file. Choose CSV when you export the address book.")
	case bytes.HasPrefix(upper, []byte("MIME-VERSION:")) && bytes.Contains(bytes.ToUpper(text), []byte("MULTIPART/")):
		return FileError("This is a web page in one file, whatever its name ends in. Open it in the spreadsheet program and save it as CSV (UTF-8).")
	case tableOfWeb.Match(text), tagged.Match(text):
		return FileError("This is HTML or XML, whatever its name ends in: many shops export a list so and call it .xls. Open it in the spreadsheet program and save it as CSV (UTF-8).")
	case len(text) > 1 && (text[0] == '{' || text[0] == '[') && bytes.ContainsAny(text, `"`) && (text[0] == '{' || bytes.IndexByte(text, '{') >= 0):
		return FileError("This is JSON, not a CSV file. Choose CSV when you export the list.")
	}
	return nil
}
