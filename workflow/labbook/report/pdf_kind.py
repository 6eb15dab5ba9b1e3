"""What makes WeasyPrint's PDF/A-3a a PDF/UA-1 as well, and the labels of its pages.

ISO 19005-3 forbids that images are smoothed (6.2.8), and wants a property that it does not know,
such as that of ISO 14289-1, described in the file (6.6.2.3).
"""

from itertools import groupby
from typing import Any

import pydyf

SUPPLEMENT = "supplement"

_END = b"</rdf:RDF>"
_ACCESSIBLE = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def mark_accessible(pdf: Any) -> None:
    """Say in the metadata that the tagged PDF/A is a PDF/UA-1; smooth no image.

    Raises ValueError if the metadata are not as WeasyPrint 70 writes them.
    """
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    (content,) = metadata.stream
    before, end, after = content.partition(_END)
    if not end:
        raise ValueError("WeasyPrint's metadata are not as they were")
    metadata.stream = [before + _ACCESSIBLE + end + after]
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get("Subtype") == "/Image":
            item.extra["Interpolate"] = "false"
    if "AF" in pdf.catalog:
        # WeasyPrint lists each attachment twice.
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def number_pages(document: Any, pdf: Any) -> None:
    """Label each page with the number that is printed on it: 1, 2, …, and S1, S2, … ."""
    names = [page._page_box.page_type.name for page in document.pages]
    labels = pydyf.Array()
    for name, pages in groupby(range(len(names)), key=names.__getitem__):
        first = next(pages)
        label = pydyf.Dictionary({"S": "/D", "St": first + 1})
        if name == SUPPLEMENT:
            label["P"] = pydyf.String("S")
        labels += [first, label]
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": labels})
