package simulator_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"pocketcrm/whatsapp/simulator"
)

// A template is added without a review, and sent to somebody who has not
// written for long. What they see is kept with the message.
func ExampleSimulator_AddTemplate() {
	sim := simulator.New(simulator.Options{})
	defer sim.Close()
	graph := httptest.NewServer(sim)
	defer graph.Close()
	if _, err := sim.AddTemplate(simulator.Template{
		Name: "order_ready", Language: "en",
		Components: json.RawMessage(`[{"type":"BODY","text":"Hello {{1}}, your order is ready.","example":{"body_text":[["Ada"]]}}]`),
	}); err != nil {
		fmt.Println(err)
		return
	}
	send := func(name string) {
		message := `{"messaging_product":"whatsapp","to":"+447700900123","type":"template","template":{"name":"order_ready","language":{"code":"en"},
			"components":[{"type":"body","parameters":[` + name + `]}]}}`
		response, err := http.Post(graph.URL+"/v25.0/"+simulator.DefaultPhoneNumberID+"/messages?access_token=any", "application/json", strings.NewReader(message))
		if err != nil {
			fmt.Println(err)
			return
		}
		defer response.Body.Close()
		var answer struct{ Error struct{ Message string } }
		if raw, err := io.ReadAll(response.Body); err == nil && json.Unmarshal(raw, &answer) == nil {
			fmt.Println(strings.TrimSpace(response.Status + " " + answer.Error.Message))
		}
	}
	send(``)
	send(`{"type":"text","text":"Ada"}`)
	fmt.Println(sim.Messages()[0].Text)
	// Output:
	// 400 Bad Request (#132000) Number of parameters does not match the expected number of params
	// 200 OK
	// Hello Ada, your order is ready.
}
