namespace MusicAuth.Library.Pages;

/// <summary>One user's request for a page of one list.</summary>
/// <param name="Caller">Who asks, and so whose list it is.</param>
/// <param name="List">Its name in cursors and hints.</param>
/// <param name="Path">Where it is served.</param>
/// <param name="Page">What was asked of it.</param>
/// <param name="FilterInQuery">False where the path names the provider already.</param>
internal sealed record ListRequest(Caller Caller, string List, string Path, PageRequest Page, bool FilterInQuery)
{
    public Guid UserId => Caller.UserId;

    /// <summary>Of a list that everybody has, "not found" is an answer that makes no sense.</summary>
    public SourceResult<T> RejectNotFound<T>(SourceResult<T> outcome) where T : class =>
        FilterInQuery && outcome.Failure?.Problem == ProblemCode.NotFound
            ? new(null, outcome.Failure with { Problem = ProblemCode.ProviderAnswerInvalid })
            : outcome;

    public string NextUrl(string cursor, string? filter)
    {
        var query = new List<string>(3);
        if (filter is not null && FilterInQuery)
            query.Add($"provider={filter}");
        if (Page.Limit is { } limit)
            query.Add($"limit={limit}");
        query.Add($"cursor={cursor}");
        return $"{Path}?{string.Join('&', query)}";
    }
}
