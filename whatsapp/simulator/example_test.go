package simulator_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"pocketcrm/whatsapp/simulator"
)

// A test that sends a message without Meta. With Options.WebhookURL set, the
// statuses and what customers write arrive there, signed.
func Example() {
	sim := simulator.New(simulator.Options{AccessToken: "token"})
	defer sim.Close()
	graph := httptest.NewServer(sim)
	defer graph.Close()

	message := strings.NewReader(`{"messaging_product":"whatsapp","to":"+447700900123","text":{"body":"Hello"}}`)
	request, _ := http.NewRequest("POST", graph.URL+"/v25.0/"+simulator.DefaultPhoneNumberID+"/messages", message)
	request.Header.Set("Authorization", "Bearer token")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	response.Body.Close()

	sent := sim.Messages()[0]
	fmt.Println(response.Status, sent.Customer, sent.Text)
	// Output: 200 OK 447700900123 Hello
}

// A business that must not write freely to a customer who has been silent for
// more than a day. Nobody waits for it: the clock is moved.
func ExampleClock_Move() {
	const ada = "447700900123"
	sim := simulator.New(simulator.Options{Customers: []simulator.Customer{{WaID: ada}}})
	graph := httptest.NewServer(sim)
	defer func() { sim.Close(); graph.Close() }()

	send := func(text string) {
		body := strings.NewReader(`{"messaging_product":"whatsapp","to":"` + ada + `","text":{"body":"` + text + `"}}`)
		response, err := http.Post(graph.URL+"/v25.0/"+simulator.DefaultPhoneNumberID+"/messages?access_token=any", "application/json", body)
		if err != nil {
			fmt.Println(err)
			return
		}
		response.Body.Close()
		if err := sim.Clock().Move(context.Background(), 5*time.Second); err != nil {
			fmt.Println(err)
		}
		all := sim.Messages()
		last := all[len(all)-1]
		fmt.Println(response.StatusCode, last.Status, last.ErrorCode)
	}
	sim.Clock().Hold()
	if _, err := sim.Write(simulator.Inbound{From: ada, Text: "Is my bike ready?"}); err != nil {
		fmt.Println(err)
	}
	send("Tomorrow at ten.")
	if err := sim.Clock().Move(context.Background(), 25*time.Hour); err != nil {
		fmt.Println(err)
	}
	send("It is ready now.")
	// Output:
	// 200 read 0
	// 200 failed 131047
}
