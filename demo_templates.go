package main

import (
	"encoding/json"

	"pocketcrm/whatsapp/simulator"
)

// demoTemplates are what a bicycle workshop would have approved by Meta.
var demoTemplates = []simulator.Template{
	{Name: "bike_ready", Language: "en_GB", Category: "UTILITY", Components: json.RawMessage(`[
		{"type":"HEADER","format":"TEXT","text":"Your bike is ready"},
		{"type":"BODY","text":"Hello {{1}}, your {{2}} is ready to be picked up. We are open until {{3}}.","example":{"body_text":[["Ada","city bike","6 pm"]]}},
		{"type":"FOOTER","text":"Harbour Bikes"},
		{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"On my way"},{"type":"QUICK_REPLY","text":"Tomorrow"}]}]`)},
	{Name: "appointment_reminder", Language: "en_GB", Category: "UTILITY", ParameterFormat: "NAMED", Components: json.RawMessage(`[
		{"type":"BODY","text":"Hello {{first_name}}, see you on {{day}} at {{time}}. Please write if something comes up.","example":{"body_text_named_params":[
			{"param_name":"first_name","example":"Ada"},{"param_name":"day","example":"Monday"},{"param_name":"time","example":"9:00"}]}},
		{"type":"BUTTONS","buttons":[{"type":"URL","text":"Find us","url":"https://harbour-bikes.example/map"}]}]`)},
	{Name: "appointment_reminder", Language: "de", Category: "UTILITY", ParameterFormat: "NAMED", Components: json.RawMessage(`[
		{"type":"BODY","text":"Guten Tag {{first_name}}, wir sehen uns am {{day}} um {{time}}. Bitte schreiben Sie, wenn etwas dazwischenkommt.","example":{"body_text_named_params":[
			{"param_name":"first_name","example":"Jonas"},{"param_name":"day","example":"Montag"},{"param_name":"time","example":"9:00"}]}}]`)},
	{Name: "spring_check", Language: "en_GB", Category: "MARKETING", Components: json.RawMessage(`[
		{"type":"BODY","text":"Hello {{1}}, spring is near: a full check of your bike for 39 pounds, this month only.","example":{"body_text":[["Ada"]]}},
		{"type":"FOOTER","text":"Harbour Bikes"},
		{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Book it"},{"type":"QUICK_REPLY","text":"Stop promotions"}]}]`)},
}
