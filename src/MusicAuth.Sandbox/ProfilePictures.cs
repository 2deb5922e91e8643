using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace MusicAuth.Sandbox;

/// <summary>The profile pictures of users, as PNG. Each has its own pattern, colour and address.</summary>
internal static class ProfilePictures
{
    private const string Path = "/pictures/";
    private const int Pixels = 70;
    private const int Cells = 7;

    private static readonly byte[] Background = [0xEE, 0xEE, 0xEE];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Path + "{name}.png", (string name) => new ByteResult(200, "image/png", Draw(name)));

    /// <param name="api">The address of the API on the same server.</param>
    /// <param name="user">The user.</param>
    public static string Url(string api, SandboxUser user) =>
        new Uri(new Uri(api), $"{Path}user-{user.Number}.png").ToString();

    private static byte[] Draw(string name)
    {
        var hash = Hash.Of(Hash.Seed(name));
        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Pixels);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], Pixels);
        // Eight bits each of red, green and blue.
        (header[8], header[9]) = (8, 2);
        Write(png, "IHDR", header);
        Write(png, "IDAT", Compress(hash));
        Write(png, "IEND", []);
        return png.ToArray();
    }

    private static byte[] Compress(ulong hash)
    {
        // Both themes of the page show these colours clearly.
        byte[] colour = [.. Enumerable.Range(0, 3).Select(part => (byte)(0x30 + ((hash >> (8 * part)) & 0x7F)))];
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest))
        {
            for (var row = 0; row < Pixels; row++)
            {
                // Each row begins with its filter type; 0 is no filter.
                zlib.WriteByte(0);
                for (var column = 0; column < Pixels; column++)
                {
                    var isFilled = IsFilled(hash >> 32, row * Cells / Pixels, column * Cells / Pixels);
                    zlib.Write(isFilled ? colour : Background);
                }
            }
        }

        return compressed.ToArray();
    }

    // The pattern has a margin of one cell, and its right half mirrors its left half.
    private static bool IsFilled(ulong pattern, int row, int column)
    {
        var mirrored = Math.Min(column, Cells - 1 - column);
        return row is > 0 and < Cells - 1 && mirrored > 0
            && ((pattern >> (((row - 1) * (Cells / 2)) + mirrored - 1)) & 1) == 1;
    }

    private static void Write(MemoryStream png, string type, ReadOnlySpan<byte> data)
    {
        byte[] chunk = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(chunk);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(chunk));
        png.Write(number);
    }
}
