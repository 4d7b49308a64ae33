"""What is typed about files and links, and what is looked for among a region's files."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Evidence, EvidenceLink
from assessments.services.evidence import CAPTION_LIMIT, PAGES_LIMIT, Description
from assessments.services.links import TITLE_LIMIT, URL_LIMIT, LinkInput

CAPTION_HELP = _("Say what the reader finds in it, such as “table 3: schools with a ramp”.")
PAGES_HELP = _("Such as 3-5, 12. It saves the reviewers looking through the whole document.")


class DescriptionForm(forms.Form):
    """What is said of a piece of evidence."""

    caption = forms.CharField(label=_("What it shows"), required=False, max_length=CAPTION_LIMIT, help_text=CAPTION_HELP)
    pages = forms.CharField(label=_("Pages"), required=False, max_length=PAGES_LIMIT, help_text=PAGES_HELP)
    document_year = forms.IntegerField(
        label=_("Year of the document"),
        required=False,
        help_text=_("The year it was issued or the data are of. It holds wherever your region uses the file."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
    )
    is_public = forms.BooleanField(
        label=_("The public may see this file"),
        required=False,
        help_text=_("Leave it off for anything with names, addresses or health data. No file is published anywhere yet; the mark says what may be."),
    )

    @classmethod
    def of(cls, evidence: Evidence) -> "DescriptionForm":
        """The form with what is said now."""
        file = evidence.file
        values = {"caption": evidence.caption, "pages": evidence.pages, "document_year": file.document_year, "is_public": file.is_public}
        return cls(initial=values)

    @property
    def said(self) -> Description:
        """What was typed; only of a valid form."""
        return Description(**self.cleaned_data)


class LinkForm(forms.Form):
    """A link to a regulation; its address and name are judged by the service."""

    prefix = "link"
    url = forms.CharField(
        label=_("Address of the page"),
        max_length=URL_LIMIT,
        help_text=_("On the JDIH of your region or another page of the state (.go.id). The portal does not open it; the reviewers do."),
        widget=forms.URLInput(attrs={"placeholder": "https://jdih.…go.id/…"}),
    )
    title = forms.CharField(label=_("Name of the regulation"), max_length=TITLE_LIMIT, help_text=_("Such as “Perda 3/2024 on legal aid”."))
    pages = forms.CharField(label=_("Articles or pages"), required=False, max_length=PAGES_LIMIT)
    caption = forms.CharField(label=_("What it shows"), required=False, max_length=CAPTION_LIMIT)

    @classmethod
    def of(cls, link: EvidenceLink) -> "LinkForm":
        """The form with the link as it is."""
        return cls(initial={name: getattr(link, name) for name in ("url", "title", "pages", "caption")})

    @property
    def said(self) -> LinkInput:
        """What was typed; only of a valid form."""
        return LinkInput(**self.cleaned_data)


class FindFilesForm(forms.Form):
    """Find files of the region; short names, since they stand in the address."""

    cari = forms.CharField(label=_("Name or description"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"}))
    jenis = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All kinds")), ("pdf", "PDF"), ("gambar", _("Picture")), ("dokumen", _("Document")), ("tabel", _("Spreadsheet"))],
    )
    belum = forms.BooleanField(label=_("Only files that are not used"), required=False)

    def criteria(self) -> dict[str, Any]:
        """What was asked for; what is not valid is ignored."""
        self.full_clean()
        found = self.cleaned_data if hasattr(self, "cleaned_data") else {}
        return {"words": found.get("cari", ""), "kind": found.get("jenis", ""), "unused": bool(found.get("belum"))}
