package simulator_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

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
