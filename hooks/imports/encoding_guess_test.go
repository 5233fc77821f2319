package imports

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// lists are names of a language with the header that its spreadsheets have.
var lists = []struct {
	language, encoding string
	e                  encoding.Encoding
	header, names      string
}{
	{"Polish", "windows-1250", charmap.Windows1250, "Imię i nazwisko;Telefon", "Łukasz Wójcik|Małgorzata Wiśniewska|Paweł Dąbrowski|Agnieszka Zielińska|Michał Szymański|Żaneta Woźniak|Stanisław Kozłowski|Józef Król|Grażyna Jabłońska|Andrzej Wróbel|Zofia Pająk|Elżbieta Gołąb"},
	{"Czech", "windows-1250", charmap.Windows1250, "Jméno;Telefon", "Jiří Dvořák|Tomáš Černý|Kateřina Procházková|Lukáš Kučera|Tereza Veselá|Ondřej Němec|Růžena Šťastná|Zdeněk Pokorný|Václav Růžička|Markéta Křížová|Luboš Jelínek|Barbora Havlíčková"},
	{"Slovak", "windows-1250", charmap.Windows1250, "Meno;Telefón", "Ľubomír Kováč|Zuzana Horváthová|Ján Tóth|Lucia Vargová|Štefan Baláž|Mária Molnárová|Peter Žiak|Katarína Lukáčová"},
	{"Hungarian", "windows-1250", charmap.Windows1250, "Név;Telefonszám", "Nagy László|Szőke Győző|Kovács Ágnes|Tóth Zoltán|Kőszegi Dezső|Horváth Éva|Fűzfa Jenő|Szűcs Ödön|Varga Erzsébet|Gyöngyösi Gergő"},
	{"Croatian", "windows-1250", charmap.Windows1250, "Ime i prezime;Telefon", "Ivan Horvat|Željko Kovačević|Đurđica Marić|Šime Babić|Anđela Jurić|Krešimir Novaković|Žana Blažević"},
	{"Romanian", "windows-1250", charmap.Windows1250, "Nume;Telefon", "Ştefan Ionescu|Mihăiţă Dumitrescu|Ioana Brânză|Cătălin Stănescu|Ţăranu Gheorghe|Mădălina Constantinescu"},
	{"Russian", "windows-1251", charmap.Windows1251, "Имя;Телефон", "Иван Петров|Анна Смирнова|Дмитрий Кузнецов|Ольга Соколова|Сергей Попов|Юлия Морозова|Наталья Щербакова"},
	{"Ukrainian", "windows-1251", charmap.Windows1251, "Ім'я;Телефон", "Іван Шевченко|Оксана Коваленко|Андрій Бойко|Євгенія Ткаченко|Їжакевич Юрій|Наталія Кравченко"},
	{"Bulgarian", "windows-1251", charmap.Windows1251, "Име;Телефон", "Георги Иванов|Мария Димитрова|Николай Петров|Елена Стоянова|Любомир Ангелов"},
	{"Russian of KOI8", "koi8-r", charmap.KOI8R, "Имя;Телефон", "Иван Петров|Анна Смирнова|Дмитрий Кузнецов|Ольга Соколова|Сергей Попов"},
	{"Greek", "windows-1253", charmap.Windows1253, "Όνομα;Τηλέφωνο", "Γιώργος Παπαδόπουλος|Ελένη Άνθη|Δημήτρης Νικολάου|Αγγελική Βασιλείου|Κωνσταντίνος Οικονόμου|Μαρία Ιωάννου"},
	{"Turkish", "windows-1254", charmap.Windows1254, "Adı Soyadı;Telefon", "Işıl Yılmaz|Gökhan Çağlar|Ayşe Şahin|İbrahim Öztürk|Büşra Yıldız|Oğuz Kılıç|Tuğçe Aydın|Şükrü Doğan"},
	{"Hebrew", "windows-1255", charmap.Windows1255, "שם;טלפון", "דוד כהן|רחל לוי|משה ישראלי|שרה אברהם|יוסף מזרחי|נועה פרץ"},
	{"Arabic", "windows-1256", charmap.Windows1256, "الاسم;الهاتف", "محمد علي|فاطمة حسن|أحمد عبد الله|خديجة منصور|يوسف إبراهيم|ليلى الخطيب"},
	{"Lithuanian", "windows-1257", charmap.Windows1257, "Vardas;Telefonas", "Žydrūnas Kazlauskas|Rūta Šimkutė|Gintarė Žukauskienė|Jonas Čepaitis|Aušra Vaičiūnienė|Mindaugas Jankūnas"},
	{"Thai", "windows-874", charmap.Windows874, "ชื่อ;โทรศัพท์", "สมชาย ใจดี|สุดา รักไทย|วิชัย ศรีสุข|มาลี ทองดี"},
	{"Japanese", "shift_jis", japanese.ShiftJIS, "氏名;電話番号", "山田 太郎|佐藤 花子|鈴木 一郎|高橋 美咲|田中 健太|渡辺 由美|ヤマダ タロウ"},
	{"Japanese of Unix", "euc-jp", japanese.EUCJP, "氏名;電話番号", "山田 太郎|佐藤 花子|鈴木 一郎|高橋 美咲|田中 健太|さくら"},
	{"Chinese, simplified", "gb18030", simplifiedchinese.GBK, "姓名;手机", "王伟|李娜|张敏|刘洋|陈静|杨丽|赵磊|欧阳雪"},
	{"Chinese, traditional", "big5", traditionalchinese.Big5, "姓名;電話", "陳怡君|林志明|黃淑芬|張家豪|李雅婷|王美玲|吳俊宏"},
	{"Korean", "euc-kr", korean.EUCKR, "이름;전화번호", "김민수|이영희|박지훈|최수진|정현우|강은경"},
	{"German", "windows-1252", charmap.Windows1252, "Name;Telefon", "Jürgen Müller|Zoë Groß|Jörg Schäfer|Käthe Böhm|Günther Weiß"},
	{"French", "windows-1252", charmap.Windows1252, "Prénom;Téléphone", "Hélène Lefèvre|François Benoît|Zoé Gaël|Jérôme Côté|Anaïs Desprès"},
	{"Spanish", "windows-1252", charmap.Windows1252, "Nombre;Teléfono", "José Muñoz|María Núñez|Ángel Gutiérrez|Íñigo Peña|Begoña Rodríguez"},
	{"Portuguese", "windows-1252", charmap.Windows1252, "Nome;Telemóvel", "João Gonçalves|Conceição Araújo|Inês Magalhães|Antônio Simões|Luísa Brandão"},
	{"Danish", "windows-1252", charmap.Windows1252, "Navn;Telefon", "Søren Ærø|Åse Nørgaard|Jørgen Kjær|Bjørn Håkonsen"},
	{"Swedish", "windows-1252", charmap.Windows1252, "Namn;Telefon", "Åsa Lindström|Björn Öberg|Märta Sjögren|Göran Håkansson"},
	{"German of a Mac", "macintosh", charmap.Macintosh, "Name;Größe", "Jürgen Müller|Zoë Groß|Jörg Schäfer|Käthe Böhm|Günther Weiß"},
	{"French of a Mac", "macintosh", charmap.Macintosh, "Prénom;Téléphone", "Hélène Lefèvre|François Benoît|Zoé Gaël|Jérôme Côté|Anaïs Desprès"},
	{"Spanish of a Mac", "macintosh", charmap.Macintosh, "Nombre;Teléfono", "José Muñoz|María Núñez|Ángel Gutiérrez|Íñigo Peña|Begoña Rodríguez"},
}

// Each list, each name of it by itself, and each below an English header: how
// often the encoding is found, so that what is detected reads as it was typed.
func TestEncodingsAreDetected(t *testing.T) {
	t.Parallel()
	total, right := 0, 0
	for _, l := range lists {
		names := strings.Split(l.names, "|")
		found := func(header string, names []string) string {
			text := header + "\r\n"
			for i, name := range names {
				text += fmt.Sprintf("%s;+44 7700 %06d\r\n", name, 900000+i)
			}
			encoded, err := l.e.NewEncoder().String(text)
			if err != nil {
				t.Fatal(l.language, err)
			}
			detected, err := DetectEncoding(strings.NewReader(encoded))
			if err != nil {
				t.Fatal(l.language, err)
			}
			// note: what reads as it was typed is right, whatever it is called
			if again, err := decodedAs(detected, encoded); err == nil && again == text {
				return ""
			}
			return detected
		}
		if got := found(l.header, names); got != "" {
			t.Errorf("%s: %s, want %s", l.language, got, l.encoding)
		}
		if got := found("Name;Phone", names); got != "" {
			t.Errorf("%s below an English header: %s, want %s", l.language, got, l.encoding)
		}
		wrong := []string{}
		for _, name := range names {
			for _, header := range []string{l.header, "Name;Phone"} {
				if total++; found(header, []string{name}) == "" {
					right++
				} else {
					wrong = append(wrong, name+"→"+found(header, []string{name}))
				}
			}
		}
		if len(wrong) > 0 {
			t.Logf("%s: of one name alone %d of %d are wrong: %s", l.language, len(wrong), 2*len(names), strings.Join(wrong, ", "))
		}
	}
	share := float64(right) / float64(total)
	t.Logf("files of a single name: %d of %d are right", right, total)
	if share < 0.9 {
		t.Errorf("only %.0f %% of files with a single name are right", share*100)
	}
}

// A plain English list of Windows has its one odd sign from a word processor or
// a price.
func TestOneOddSignInAPlainList(t *testing.T) {
	t.Parallel()
	plain := strings.Repeat("Anna Cole,07700 900123\n", 50)
	for _, sign := range []string{"Tim O\x92Brien", "Caf\xe9 \x96 Bar", "Owes \xa35", "Zo\xeb Brown", "\x8eiga Kos", "\x80 10"} {
		got, err := DetectEncoding(strings.NewReader("Name,Phone\n" + plain + sign + ",07700 900124\n" + plain))
		if again, err := decodedAs(got, sign); err != nil || again != decodedWestern(sign) {
			t.Errorf("%q is read as %q by %s, %v", sign, again, got, err)
		}
		if err != nil {
			t.Error(err)
		}
	}
}

func decodedWestern(text string) string {
	again, _ := decodedAs(Windows1252, text)
	return again
}

func decodedAs(encoding, text string) (string, error) {
	content, err := io.ReadAll(decoded(strings.NewReader(text), encoding))
	return string(content), err
}
