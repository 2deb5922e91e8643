namespace MusicAuth.Library.Pages;

/// <summary>A user's request for one page of a list.</summary>
internal sealed record ListRequest(Caller Caller, string List, string Path, PageRequest Page, bool FilterInQuery)
{
    public Guid UserId => Caller.UserId;

    /// <summary>Every user has these lists, so "not found" is an invalid response.</summary>
    public SourceResult<T> RejectNotFound<T>(SourceResult<T> result) where T : class =>
        FilterInQuery && result.Failure?.Problem == ProblemCode.NotFound
            ? new(null, result.Failure with { Problem = ProblemCode.ProviderAnswerInvalid })
            : result;

    public string NextUrl(string cursor, string? provider)
    {
        var providerPart = provider is not null && FilterInQuery ? $"provider={provider}&" : "";
        var limitPart = Page.Limit is { } limit ? $"limit={limit}&" : "";
        return $"{Path}?{providerPart}{limitPart}cursor={cursor}";
    }
}
