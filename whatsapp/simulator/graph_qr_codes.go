package simulator

import (
	"crypto/rand"
	"slices"
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
}

// getQRCodes lists the short links, or gives one. Pictures of them are not
// drawn: there is no qr_image_url.
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
		return map[string]any{"data": append([]qrCode{}, s.number.QRCodes...)}, nil
	}
	i := s.findQRCode(code)
	if i < 0 {
		return nil, badParameter("Param code is not a QR code of this number.")
	}
	return map[string]any{"data": []qrCode{s.number.QRCodes[i]}}, nil
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
		return s.number.QRCodes[i], nil
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
