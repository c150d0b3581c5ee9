"""Reads the machine, the exported symbols and the dependencies of a 64-bit native library (ELF, PE or Mach-O)."""
import struct


class NativeLibrary:
    """`machine` is the format and the machine's number, as in "elf 62"; `needs` holds libraries; `versions` holds the
    versions of the ELF symbols that it needs."""

    def __init__(self, data):
        self.data = data
        self.exports, self.needs, self.versions = set(), set(), set()
        if data[:5] == b"\x7fELF\x02":
            self.read_elf()
        elif data[:2] == b"MZ":
            self.read_pe()
        elif data[:4] == b"\xcf\xfa\xed\xfe":
            self.read_mach_o()
        else:
            self.machine = "an unknown format"

    def fields(self, layout, at):
        return struct.unpack_from("<" + layout, self.data, at)

    def rows(self, layout, start, size):
        return struct.iter_unpack("<" + layout, self.data[start : start + size])

    def text(self, at):
        return self.data[at : self.data.index(b"\0", at)].decode("utf-8")

    # ---- ELF: by sections, which linkers write and strip keeps ----

    def read_elf(self):
        self.machine = "elf %d" % self.fields("H", 18)
        start, (size, count) = self.fields("Q", 40)[0], self.fields("HH", 58)
        sections = list(self.rows("IIQQQQIIQQ", start, size * count))
        for _, kind, _, _, at, length, link, info, _, _ in sections:
            names = sections[link][4] if link < count else 0
            if kind == 11:  # SHT_DYNSYM
                for name, _, _, section, _, _ in self.rows("IBBHQQ", at, length):
                    if name and section:
                        self.exports.add(self.text(names + name))
            elif kind == 6:  # SHT_DYNAMIC
                self.needs |= {self.text(names + value) for tag, value in self.rows("QQ", at, length) if tag == 1}
            elif kind == 0x6FFFFFFE:  # SHT_GNU_verneed
                self.read_elf_versions(at, info, names)

    def read_elf_versions(self, at, count, names):
        for _ in range(count):
            _, versions, _, first, following = self.fields("HHIII", at)
            version_at = at + first
            for _ in range(versions):
                _, _, _, name, next_version = self.fields("IHHII", version_at)
                self.versions.add(self.text(names + name))
                version_at += next_version
            at += following

    # ---- PE: tables have addresses in memory; the section headers map them to offsets in the file ----

    def read_pe(self):
        header = self.fields("I", 0x3C)[0]
        machine, sections = self.fields("HH", header + 4)
        self.machine = "pe %#x" % machine
        optional_size, optional = self.fields("H", header + 20)[0], header + 24
        self.pe_sections = list(self.rows("8sIIIIIIHHI", optional + optional_size, 40 * sections))
        exports, _, imports, _ = self.fields("IIII", optional + 112)
        if exports:
            at = self.pe_offset(exports)
            count, names = self.fields("I", at + 24)[0], self.pe_offset(self.fields("I", at + 32)[0])
            self.exports = {self.text(self.pe_offset(name)) for name, in self.rows("I", names, 4 * count)}
        at = self.pe_offset(imports) if imports else 0
        while imports and self.fields("I", at + 12)[0]:
            self.needs.add(self.text(self.pe_offset(self.fields("I", at + 12)[0])))
            at += 20

    def pe_offset(self, address):
        for _, size, start, _, offset, _, _, _, _, _ in self.pe_sections:
            if start <= address < start + size:
                return address - start + offset
        raise ValueError("no section has the address %#x" % address)

    # ---- Mach-O: load commands ----

    def read_mach_o(self):
        _, cpu, _, _, count, _, _, _ = self.fields("IIIIIIII", 0)
        self.machine = "mach-o %#x" % cpu
        at = 32
        for _ in range(count):
            command, size = self.fields("II", at)
            if command == 0xC:  # LC_LOAD_DYLIB
                self.needs.add(self.text(at + self.fields("I", at + 8)[0]))
            elif command == 2:  # LC_SYMTAB
                symbols, symbol_count, names, _ = self.fields("IIII", at + 8)
                for name, kind, _, _, _ in self.rows("IBBHQ", symbols, 16 * symbol_count):
                    if kind & 0x11 == 1 and kind & 0xE:  # external, not private, defined here
                        self.exports.add(self.text(names + name)[1:])  # without C's underscore
            at += size
