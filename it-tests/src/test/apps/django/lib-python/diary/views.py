import hashlib

from django import forms
from django.http import FileResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from diary.models import Entry


class EntryForm(forms.ModelForm):
    class Meta:
        model = Entry
        fields = ["title", "text"]

    def clean_title(self):
        if "!" in self.cleaned_data["title"]:
            raise forms.ValidationError("no shouting")
        return self.cleaned_data["title"]


def index(request):
    return render(request, "diary/index.html", {"entries": Entry.objects.order_by("title")})


def edit(request):
    form = EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        request.session["written"] = request.session.get("written", 0) + 1
        return redirect("index")
    return render(request, "diary/edit.html", {"form": form, "written": request.session.get("written", 0)})


@csrf_exempt
@require_POST
def upload(request):
    """Files above 2.5 MB come as temporary files, smaller ones in memory."""
    answer = []
    for file in request.FILES.getlist("file"):
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        answer.append({"name": file.name, "kind": type(file).__name__, "size": file.size, "sha256": digest.hexdigest()})
    return JsonResponse({"files": answer})


def stream(request):
    return StreamingHttpResponse(("entry %d\n" % number for number in range(3)), content_type="text/plain")


def attachment(request, number):
    return FileResponse(get_object_or_404(Entry, pk=number).attachment.open("rb"))


def crash(request):
    raise LookupError("nobody handles this")
