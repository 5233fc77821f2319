package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"pocketcrm/whatsapp/simulator"
)

// runLoad measures the webhook, then the sends of the inbox, if that is asked for.
func (sim *simulation) runLoad(ctx context.Context, out io.Writer, phone *simulator.Simulator) error {
	load, err := simulator.ParseLoad(sim.load)
	if err != nil {
		return err
	}
	if (load.Sends > 0) != (sim.inbox != "") {
		return errors.New("sends are measured through an inbox: give both, --inbox with its address and sends=20 in --load")
	}
	var inbox *inboxSender
	if sim.inbox != "" {
		if inbox, err = signInToInbox(ctx, sim.inbox, sim.email, sim.password); err != nil {
			return err
		}
	}
	report, err := phone.RunLoad(ctx, load)
	fmt.Fprint(out, report)
	if err == nil && report.Lost > 0 {
		err = fmt.Errorf("%d messages were lost", report.Lost)
	}
	if err != nil || inbox == nil {
		return err
	}
	sends, err := phone.RunSends(ctx, load, inbox.send)
	fmt.Fprint(out, "\n", sends)
	if err == nil && sends.Lost > 0 {
		err = fmt.Errorf("%d messages were said to be sent, and did not arrive", sends.Lost)
	}
	return err
}

// inboxSender sends as a person on the staff does.
type inboxSender struct {
	client http.Client
	base   string
	token  string
}

// signInToInbox signs in as staff, or as a superuser.
func signInToInbox(ctx context.Context, base, email, password string) (*inboxSender, error) {
	if email == "" || password == "" {
		return nil, errors.New("set CRM_LOAD_EMAIL and CRM_LOAD_PASSWORD to an account of the inbox, whose messages are sent")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 512
	s := &inboxSender{base: strings.TrimRight(base, "/"), client: http.Client{Transport: transport, Timeout: time.Minute}}
	var answer struct{ Token string }
	var err error
	for _, collection := range []string{"users", "_superusers"} {
		if err = s.post(ctx, "/api/collections/"+collection+"/auth-with-password", map[string]string{"identity": email, "password": password}, &answer); err == nil {
			s.token = answer.Token
			return s, nil
		}
	}
	return nil, fmt.Errorf("sign in to the inbox: %w", err)
}

// send is a simulator.Sender. The customers of a load are nobody's contacts.
func (s *inboxSender) send(ctx context.Context, to, text string) error {
	return s.post(ctx, "/api/crm/whatsapp/send", map[string]string{"customer_id": "unknown:" + to, "message": text, "client_key": text}, nil)
}

func (s *inboxSender) post(ctx context.Context, path string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", s.token)
	response, err := s.client.Do(request)
	if err != nil {
		var late interface{ Timeout() bool }
		if errors.As(err, &late) && late.Timeout() {
			return errors.New("the inbox gave no answer within a minute")
		}
		return errors.New("nothing answered at the inbox's address")
	}
	defer response.Body.Close()
	raw, err = io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return errors.New("the inbox's answer broke off")
	}
	if response.StatusCode != http.StatusOK {
		var problem struct{ Message string }
		_ = json.Unmarshal(raw, &problem) // what is no JSON has no message
		return fmt.Errorf("the inbox answered %d: %s", response.StatusCode, problem.Message)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(raw, into)
}
