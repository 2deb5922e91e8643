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

    public void Dispose() => _root.Delete(recursive: true);

    private static async Task ShouldNotBeSentAgainAsync(
        WebTestHost host, string path, string encoding, EntityTagHeaderValue tag)
    {
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.AcceptEncoding.Add(new(encoding));
        again.Headers.IfNoneMatch.Add(tag);
        (await host.Client.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }
}
