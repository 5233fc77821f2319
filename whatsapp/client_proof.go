package whatsapp

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
)

// proofs shows that a caller has the app's secret beside the token, for apps
// that require it. It never goes along unasked: the secret may be of another
// app than the token, and what Meta doesn't ask for it refuses all the same
// when it is wrong.
//
// Source: facebook.com/docs/graph-api/guides/secure-requests.
func (c *Client) proofs() []string {
	list := make([]string, len(c.options.AppSecrets))
	for i, secret := range c.options.AppSecrets {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(c.options.Token))
		list[i] = hex.EncodeToString(mac.Sum(nil))
	}
	return list
}

// UseProof has the proof of the app's secret go along from the next call on,
// because Meta has asked for it before. Without a secret it does nothing.
func (c *Client) UseProof() {
	if list := c.proofs(); len(list) > 0 {
		c.proof.Store(&list[0])
	}
}

func (c *Client) currentProof() string {
	if proof := c.proof.Load(); proof != nil {
		return *proof
	}
	return ""
}

// prove makes a call. When Meta asks for the proof, or refuses the one that went
// along, it is made again with those of the other secrets, of which one may be
// new, and last with none: such a refusal is certain, so nothing goes out twice.
// What Meta takes goes along from then on.
func (c *Client) prove(call func(proof string) error) error {
	current := c.currentProof()
	err := call(current)
	var refused *APIError
	if !errors.As(err, &refused) || !refused.proofFault() {
		return err
	}
	others := c.proofs()
	if refused.proofRefused() {
		others = append(others, "")
	}
	for _, other := range others {
		if other == current {
			continue
		}
		again := call(other)
		var answered *APIError
		switch isAnswer := errors.As(again, &answered); {
		case isAnswer && answered.proofFault():
			if answered.proofRefused() {
				err = again // note: which says more than that one is asked for
			}
			continue
		case isAnswer || again == nil:
			c.keepProof(other)
		}
		return again
	}
	return err
}

// keepProof remembers what Meta takes.
func (c *Client) keepProof(proof string) {
	before := c.proof.Swap(&proof)
	if wasUsed := before != nil && *before != ""; wasUsed != (proof != "") && c.options.ProofUsed != nil {
		c.options.ProofUsed(proof != "")
	}
}

// withProof adds the proof to what follows a path in an address.
func withProof(rest, proof string) string {
	switch {
	case proof == "":
		return rest
	case strings.Contains(rest, "?"):
		return rest + "&appsecret_proof=" + proof
	}
	return rest + "?appsecret_proof=" + proof
}
