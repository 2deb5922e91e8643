using Microsoft.Extensions.Options;

namespace MusicAuth.Library.Sources;

internal sealed class SourceClientFactory(
    TokenAccess tokens, ProviderPageCache pages, IOptions<UpstreamOptions> options, TimeProvider clock)
{
    // A unified page needs several rounds of calls; together they may take little longer than one call.
    private readonly TimeSpan _pageTimeout = options.Value.Timeout + TimeSpan.FromSeconds(1);

    internal Deadline StartDeadline(CancellationToken request) => new(_pageTimeout, clock, request);

    internal SourceClient Create(SourceRequest source, Deadline deadline) =>
        new(source, tokens, pages, deadline, clock);
}
