"""What made-up people and things are called."""

import unicodedata


def _words(text: str) -> list[str]:
    return " ".join(text.split()).split(", ")


GIVEN_NAMES = _words("""
    Ada, Agnès, Alan, Amara, Ana, Anders, Astrid, Aylin, Beatriz, Bence, Björn, Carlos, Chiara, Chloé, Claire, Daniel,
    Dmitri, Elena, Emil, Emre, Esra, Eva, Farah, Finn, Florence, Grace, Greta, Hana, Hugo, Ines, Ingrid, Isaac, Ivo,
    Jakub, James, Jelena, João, Jonas, José, Julia, Jürgen, Kaito, Karin, Kofi, Lars, Leila, Liam, Lucía, Łukasz,
    Maeve, Maja, Marek, Maria, Mateo, Mei, Mikko, Milan, Nadia, Niamh, Nils, Noor, Olga, Omar, Paul, Petra, Priya,
    Rafael, Renée, Ruth, Samuel, Sara, Siobhán, Søren, Tariq, Tomáš, Ulla, Vera, Wanda, Yara, Yusuf, Zoë, Željko,
    Νίκος, Ольга, 美咲""")
FAMILY_NAMES = _words("""
    Adeyemi, Almeida, Andersson, Bakker, Becker, Bianchi, Brown, Carter, Castro, Çelik, Chen, Clarke, Costa, Dahl,
    de Vries, Dubois, Dvořák, Eriksen, Evans, Farrell, Fischer, Fontaine, García, Gruber, Haddad, Hansen, Hoffmann,
    Horvat, Hughes, Ito, Ivanova, Jansen, Jensen, Kaya, Keller, Kim, Korhonen, Kowalski, Larsen, Lefèvre, Lindqvist,
    Lopez, MacLeod, Marino, Martin, Mensah, Moreau, Müller, Nagy, Nakamura, Ndiaye, Nguyen, Nowak, O'Brien, Öberg,
    Okafor, Papadopoulos, Patel, Peeters, Pereira, Petrov, Popescu, Quinn, Rahman, Ramos, Rossi, Şahin, Sato,
    Schneider, Silva, Singh, Smith, Sørensen, Suzuki, Taylor, Torres, van den Berg, Virtanen, Walker, Weber, Wright,
    Young, Żak, Zhang, Zimmermann""")
TIME_ZONES = _words("""
    UTC, Europe/London, Europe/Berlin, Europe/Tallinn, Europe/Lisbon, America/New_York, America/Sao_Paulo,
    America/Los_Angeles, Africa/Lagos, Asia/Kolkata, Asia/Tokyo, Australia/Sydney""")
CURRENCIES = _words("USD, EUR, GBP, USD, CHF, JPY, EUR, USD")

# A workspace is named by a subject and a place, a group by an adjective and a crew.
SUBJECTS = _words("""
    Accounting, Analysis, Archive, Customer Care, Data, Delivery, Design, Education, Engineering, Events, Facilities,
    Finance, Hardware, Legal, Logistics, Marketing, Operations, People, Procurement, Publishing, Quality, Research,
    Sales, Security, Support, Training, Translation""")
PLACES = _words("""
    Amsterdam, Athens, Bergen, Bologna, Brno, Cork, Dakar, Gdańsk, Geneva, Kyoto, Lagos, Lisbon, Malmö, Montréal,
    Oslo, Porto, Québec, São Paulo, Tallinn, Turku, Zürich""")
ADJECTIVES = _words("""
    Amber, Bold, Brisk, Calm, Clear, Copper, Early, Gentle, Golden, Green, Late, Lucky, Northern, Quiet, Rapid,
    Silver, Southern, Steady, Swift""")
CREWS = _words("""
    Architects, Authors, Bakers, Builders, Editors, Explorers, Gardeners, Guides, Hosts, Inspectors, Makers, Menders,
    Navigators, Painters, Pilots, Planners, Readers, Riders, Sailors, Scouts, Tailors, Teachers, Weavers""")

# Letters that Unicode does not take apart into a plain one and an accent.
_PLAIN = str.maketrans({"Ł": "L", "ł": "l", "ø": "o"})


def in_address(name: str) -> str:
    """The name as it stands in an e-mail address: small plain letters; ``person`` where it has none."""
    taken_apart = unicodedata.normalize("NFKD", name.translate(_PLAIN))
    return "".join(letter for letter in taken_apart.lower() if letter.isascii() and letter.isalpha()) or "person"
