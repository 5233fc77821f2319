package simulator

import (
	"crypto/rand"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

const (
	maxQRCodes      = 2000
	maxQRMessage    = 140
	qrAlphabet      = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	qrCodeLength    = 14
	shortLinkPrefix = "https://wa.me/message/"
)

// qrCode is a short link that opens a chat with a text in it.
type qrCode struct {
	Code    string `json:"code"`
	Message string `json:"prefilled_message"`
	Link    string `json:"deep_link_url"`
	Image   string `json:"qr_image_url,omitempty"` // when it is asked for
}

// getQRCodes lists the short links, or gives one.
//
// Source: qr-codes.
func (s *Simulator) getQRCodes(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	code, _ := g.params.text("code")
	if g.item != "" {
		code = g.item
	}
	if code == "" {
		list := append([]qrCode{}, s.number.QRCodes...)
		for i := range list {
			list[i].Image = qrImageURL(g, list[i].Code)
		}
		return map[string]any{"data": list}, nil
	}
	i := s.findQRCode(code)
	if i < 0 {
		return nil, badParameter("Param code is not a QR code of this number.")
	}
	one := s.number.QRCodes[i]
	one.Image = qrImageURL(g, code)
	return map[string]any{"data": []qrCode{one}}, nil
}

// postQRCodes makes a short link, or changes the text of one.
func (s *Simulator) postQRCodes(g *graphRequest) (any, *graphError) {
	message, problem := need(g.params, "", "prefilled_message", maxQRMessage)
	if problem != nil {
		return nil, problem
	}
	if format, given := g.params.text("generate_qr_image"); given {
		if problem := oneOf("generate_qr_image", format, "SVG", "PNG"); problem != nil {
			return nil, problem
		}
	}
	code, _ := g.params.text("code")
	if g.item != "" {
		code = g.item
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.touch()
	if code != "" {
		i := s.findQRCode(code)
		if i < 0 {
			return nil, badParameter("Param code is not a QR code of this number.")
		}
		s.number.QRCodes = slices.Clone(s.number.QRCodes)
		s.number.QRCodes[i].Message = message
		one := s.number.QRCodes[i]
		one.Image = qrImageURL(g, code)
		return one, nil
	}
	if len(s.number.QRCodes) >= maxQRCodes {
		return nil, badParameter("A number has at most %d QR codes.", maxQRCodes)
	}
	random := make([]byte, qrCodeLength)
	rand.Read(random)
	for i, c := range random {
		random[i] = qrAlphabet[int(c)%len(qrAlphabet)]
	}
	one := qrCode{Code: string(random), Message: message, Link: shortLinkPrefix + string(random)}
	s.number.QRCodes = append(slices.Clone(s.number.QRCodes), one)
	one.Image = qrImageURL(g, one.Code)
	return one, nil
}

func (s *Simulator) deleteQRCode(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.findQRCode(g.item)
	if i < 0 {
		return nil, badParameter("Param code is not a QR code of this number.")
	}
	s.number.QRCodes = slices.Delete(slices.Clone(s.number.QRCodes), i, i+1)
	s.touch()
	return success(), nil
}

func (s *Simulator) findQRCode(code string) int {
	return slices.IndexFunc(s.number.QRCodes, func(one qrCode) bool { return one.Code == code })
}

// qrImageField asks for a picture in the fields, as in qr_image_url.format(SVG).
var qrImageField = regexp.MustCompile(`qr_image_url(?:\.format\((\w+)\))?`)

// qrImageURL is where the picture is, "" when nobody asked for it.
func qrImageURL(g *graphRequest, code string) string {
	format, asked := g.params.text("generate_qr_image")
	if fields, _ := g.params.text("fields"); !asked {
		match := qrImageField.FindStringSubmatch(fields)
		if match == nil {
			return ""
		}
		format = match[1]
	}
	suffix := ".png"
	if strings.EqualFold(format, "SVG") {
		suffix = ".svg"
	}
	return baseAddress(g.Request) + "/simulator/qr/" + code + suffix
}

// getQRImage draws the picture of a short link. Meta's, too, wants no token.
func (s *Simulator) getQRImage(w http.ResponseWriter, r *http.Request) {
	code, suffix, _ := strings.Cut(r.PathValue("file"), ".")
	s.mu.Lock()
	known := s.findQRCode(code) >= 0
	s.mu.Unlock()
	if !known || suffix != "png" && suffix != "svg" {
		writeProblem(w, http.StatusNotFound, "", "There is no such QR code.")
		return
	}
	var content []byte
	picture, err := drawQR(shortLinkPrefix + code)
	kind := "image/png"
	switch {
	case err != nil:
	case suffix == "svg":
		content, kind = picture.svg(), "image/svg+xml"
	default:
		content, err = picture.png()
	}
	if err != nil {
		writeProblem(w, http.StatusInternalServerError, "", sentence(err))
		return
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'")
	// note: an error here is a client that has gone.
	_, _ = w.Write(content)
}
