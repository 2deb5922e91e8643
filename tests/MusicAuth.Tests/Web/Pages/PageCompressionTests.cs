using System.Net;
using System.Net.Http.Headers;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Pages;

/// <summary>The text of the page is sent compressed; responses of the API, which hold secrets, are not.</summary>
public sealed class PageCompressionTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("musicauth-page");

    public PageCompressionTests()
    {
        var scripts = _root.CreateSubdirectory("wwwroot").CreateSubdirectory("js");
        File.WriteAllText(Path.Combine(_root.FullName, "wwwroot", "index.html"), new string('h', 4000));
        File.WriteAllText(Path.Combine(_root.FullName, "wwwroot", "app.css"), new string('c', 4000));
        File.WriteAllText(Path.Combine(scripts.FullName, "main.js"), new string('j', 4000));
    }

    [Theory]
    [InlineData("/", "br")]
    [InlineData("/login", "gzip")]
    [InlineData("/app.css", "br")]
    [InlineData("/js/main.js", "br")]
    [InlineData("/js/main.js", "identity")]
    [InlineData("/openapi/v1.json", "br")]
    [InlineData("/xyz.js/more", "br")]
    public async Task Only_the_text_of_the_page_is_compressed(string path, string encoding)
    {
        await using var host = await WebTestHost.StartAsync(contentRoot: _root.FullName);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.Add(new(encoding));

        using var answer = await host.Client.SendAsync(request);

        var isText = path is "/" or "/login" or "/app.css" or "/js/main.js" && encoding != "identity";
        answer.Content.Headers.ContentEncoding.ShouldBe(isText ? [encoding] : []);
        if (!isText || answer.StatusCode != HttpStatusCode.OK) return;
        (await answer.Content.ReadAsByteArrayAsync()).Length.ShouldBeLessThan(200);
        answer.Headers.Vary.ShouldContain("Accept-Encoding");
        await ShouldNotBeSentAgainAsync(host, path, encoding, answer.Headers.ETag!);
    }

    [Theory]
    [InlineData("/", "br")]
    [InlineData("/js/main.js", "gzip")]
    [InlineData("/js/main.js", "identity")]
    [InlineData("/app.css", null)]
    public async Task GET_HEAD_and_304_have_the_same_headers(string path, string? encoding)
    {
        await using var host = await WebTestHost.StartAsync(contentRoot: _root.FullName);
        using var get = await SendAsync(host, HttpMethod.Get, path, encoding);
        using var head = await SendAsync(host, HttpMethod.Head, path, encoding);
        using var unchanged = await SendAsync(host, HttpMethod.Get, path, encoding, get.Headers.ETag);

        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        foreach (var answer in (HttpResponseMessage[])[get, head, unchanged])
        {
            answer.Headers.Vary.ShouldBe(["Accept-Encoding"]);
            answer.Headers.ETag.ShouldBe(get.Headers.ETag);
        }

        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentEncoding.ShouldBe(get.Content.Headers.ContentEncoding);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        // The length of the compressed text is not known in advance.
        var isPlain = encoding is null or "identity";
        head.Content.Headers.GetValues("Content-Type").ShouldBe(get.Content.Headers.GetValues("Content-Type"));
        head.Content.Headers.TryGetValues("Content-Length", out var length).ShouldBe(isPlain);
        if (isPlain) length!.Single().ShouldBe("4000");
    }

    [Fact]
    public async Task Two_encodings_do_not_share_a_strong_ETag()
    {
        await using var host = await WebTestHost.StartAsync(contentRoot: _root.FullName);
        using var plain = await SendAsync(host, HttpMethod.Get, "/js/main.js", encoding: null);
        using var compressed = await SendAsync(host, HttpMethod.Get, "/js/main.js", "br");

        var (one, other) = (plain.Headers.ETag!, compressed.Headers.ETag!);

        (one.Tag != other.Tag || (one.IsWeak && other.IsWeak)).ShouldBeTrue();
    }

    public void Dispose() => _root.Delete(recursive: true);

    private static async Task ShouldNotBeSentAgainAsync(
        WebTestHost host, string path, string encoding, EntityTagHeaderValue tag)
    {
        using var again = await SendAsync(host, HttpMethod.Get, path, encoding, tag);
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        WebTestHost host, HttpMethod method, string path, string? encoding, EntityTagHeaderValue? tag = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (encoding is not null) request.Headers.AcceptEncoding.Add(new(encoding));
        if (tag is not null) request.Headers.IfNoneMatch.Add(tag);
        return await host.Client.SendAsync(request);
    }
}
