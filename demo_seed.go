package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp/simulator"
)

// seedDemo fills an empty database; one that has customers stays as it is.
func seedDemo(app core.App, now time.Time) error {
	n, err := app.CountRecords("customers")
	if err != nil || n > 0 {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		staff, err := seedAccounts(tx)
		if err != nil {
			return err
		}
		for _, p := range demoPeople {
			if err := seedPerson(tx, p, staff, now); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
		return nil
	})
}

func seedAccounts(app core.App) (staffID string, err error) {
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return "", err
	}
	// The admin signs in to the inbox and to the dashboard.
	for _, one := range []struct{ email, name, role string }{{demoAdmin, "Robin Hale", "admin"}, {demoStaff, "Sam Porter", "agent"}} {
		user := core.NewRecord(users)
		user.SetEmail(one.email)
		user.SetPassword(demoPass)
		user.SetVerified(true)
		user.Set("name", one.name)
		user.Set("role", one.role)
		user.Set("active", true)
		if err := app.Save(user); err != nil {
			return "", err
		}
		staffID = user.Id
	}

	superusers, err := app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		return "", err
	}
	admin := core.NewRecord(superusers)
	admin.SetEmail(demoAdmin)
	admin.SetPassword(demoPass)
	return staffID, app.Save(admin)
}

func seedPerson(app core.App, p person, staffID string, now time.Time) error {
	customer, err := create(app, "customers", map[string]any{
		"name": p.name, "company": p.company, "country": p.country, "language": p.language, "notes": p.notes, "owner": staffID,
	})
	if err != nil {
		return err
	}
	address := ""
	for _, c := range p.contacts {
		record, err := create(app, "contacts", map[string]any{"customer": customer.Id, "type": c.kind, "value": c.value, "label": c.label})
		if err != nil {
			return err
		}
		if address == "" {
			address = record.GetString("digits")
		}
	}
	for i, s := range p.talk {
		if err := seedEntry(app, customer.Id, address, staffID, s, now, i); err != nil {
			return err
		}
	}
	return seedConversation(app, customer.Id, p.talk, now)
}

func seedEntry(app core.App, customerID, address, staffID string, s said, now time.Time, i int) error {
	at := now.Add(-s.ago).UTC()
	row := map[string]any{
		"customer": customerID, "customer_id": customerID, "type": s.kind, "direction": s.direction,
		"body": s.body, "occurred_at": at,
	}
	if s.direction != in {
		row["author"] = staffID
	}
	if s.kind == "" {
		row["type"], row["message_type"] = "whatsapp", "text"
		row["address"], row["business_phone_id"] = address, demoPhoneID
		row["ext_message_id"] = fmt.Sprintf(demoMessage+"%s%02d", strings.ToUpper(customerID), i)
		row["status"] = "received"
		if s.direction == out {
			row["status"], row["error"] = s.status, s.failure
			seedTimes(row, s.status, at)
		}
	}
	_, err := create(app, "comms_log", row)
	return err
}

func seedTimes(row map[string]any, status string, at time.Time) {
	row["sent_at"] = at.Add(time.Second)
	switch status {
	case "failed":
		row["error_code"], row["failed_at"] = "131047", at.Add(2*time.Second)
	case "delivered":
		row["delivered_at"] = at.Add(2 * time.Second)
	case "read":
		row["delivered_at"], row["read_at"] = at.Add(2*time.Second), at.Add(time.Minute)
	}
}

// seedConversation marks what the customer said last as unread, and opens the
// window from then.
func seedConversation(app core.App, customerID string, talk []said, now time.Time) error {
	unread, lastInbound := 0, time.Time{}
	for _, s := range talk {
		switch {
		case s.kind != "":
		case s.direction == in:
			unread++
			lastInbound = now.Add(-s.ago).UTC()
		default:
			unread = 0
		}
	}
	if lastInbound.IsZero() {
		return nil
	}
	conversation, err := app.FindFirstRecordByData("conversations", "customer_id", customerID)
	if err != nil {
		return err
	}
	conversation.Set("unread", unread)
	conversation.Set("last_inbound_at", lastInbound)
	conversation.Set("window_expires_at", lastInbound.Add(24*time.Hour))
	return app.Save(conversation)
}

func create(app core.App, collection string, fields map[string]any) (*core.Record, error) {
	c, err := app.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return nil, err
	}
	record := core.NewRecord(c)
	record.Load(fields)
	return record, app.Save(record)
}

// demoCustomers are the people on the phone page: whoever has a WhatsApp
// contact, with the window that their last message opened.
func demoCustomers(app core.App) ([]simulator.Customer, error) {
	contacts, err := app.FindRecordsByFilter("contacts", "digits != '' && (type = 'whatsapp' || type = 'phone')", "created", 500, 0)
	if err != nil {
		return nil, err
	}
	people, seen := []simulator.Customer{}, map[string]bool{}
	for _, contact := range contacts {
		id := contact.GetString("customer")
		if seen[id] {
			continue
		}
		seen[id] = true
		customer, err := app.FindRecordById("customers", id)
		if err != nil {
			return nil, err
		}
		person := simulator.Customer{WaID: contact.GetString("digits"), Name: customer.GetString("name"), UserID: contact.GetString("wa_user_id")}
		if conversation, err := app.FindFirstRecordByData("conversations", "customer_id", id); err == nil {
			person.LastWroteAt = conversation.GetDateTime("last_inbound_at").Time()
		}
		people = append(people, person)
	}
	return people, nil
}

// demoMessage begins the ids of the sample messages.
const demoMessage = "wamid.DEMO"

// demoMessages are the sample conversations as the customers' phones have them.
func demoMessages(app core.App) ([]simulator.Message, error) {
	rows, err := app.FindRecordsByFilter("comms_log", "ext_message_id ~ {:prefix}", "occurred_at", 1000, 0, map[string]any{"prefix": demoMessage + "%"})
	if err != nil {
		return nil, err
	}
	list := make([]simulator.Message, 0, len(rows))
	for _, row := range rows {
		m := simulator.Message{
			ID: row.GetString("ext_message_id"), Customer: row.GetString("address"), Author: "customer", Type: "text",
			Text: row.GetString("body"), At: row.GetDateTime("occurred_at").Time(), Status: "sent",
		}
		if row.GetString("direction") == out {
			m.Author, m.Status, m.Category = "business", row.GetString("status"), "service"
			if m.Error = row.GetString("error"); m.Error != "" {
				m.ErrorCode, _ = strconv.Atoi(row.GetString("error_code")) // made by seedTimes
			}
		}
		list = append(list, m)
	}
	return list, nil
}
