using MusicAuth.Sandbox.People;

namespace MusicAuth.Sandbox.Consent;

/// <summary>What the page's links, or a test without a browser, say: <c>person=alma</c> or <c>refuse=1</c>.</summary>
internal abstract record ConsentChoice
{
    public static ConsentChoice Read(HttpRequest request, Cast cast)
    {
        var name = request.Query["person"].ToString();
        if (request.Query["refuse"] == "1") return new Refuse();
        if (name.Length == 0) return new Ask();
        return cast.Find(name) is { } person ? new Chosen(person) : new Nobody(name);
    }

    public sealed record Ask : ConsentChoice;

    public sealed record Refuse : ConsentChoice;

    public sealed record Nobody(string Name) : ConsentChoice;

    public sealed record Chosen(Person Person) : ConsentChoice;
}
