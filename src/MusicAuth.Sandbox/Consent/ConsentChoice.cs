namespace MusicAuth.Sandbox.Consent;

/// <summary>What the page's links, or a test without a browser, say: <c>person=alma</c> or <c>refuse=1</c>.</summary>
internal abstract record ConsentChoice
{
    public static ConsentChoice Read(HttpRequest request, SandboxUsers cast)
    {
        var name = request.Query["person"].ToString();
        if (request.Query["refuse"] == "1") return new Refused();
        if (name.Length == 0) return new Undecided();
        return cast.Find(name) is { } person ? new Accepted(person) : new UnknownUser(name);
    }

    public sealed record Undecided : ConsentChoice;

    public sealed record Refused : ConsentChoice;

    public sealed record UnknownUser(string Name) : ConsentChoice;

    public sealed record Accepted(SandboxUser Person) : ConsentChoice;
}
