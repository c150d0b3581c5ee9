# shellcheck shell=bash disable=SC2154  # the variables are those of build.sh
# Makes the file systems of other Debian releases and processors, in a folder of the cache, and runs commands in them.
# Their packages are downloaded and unpacked; nothing is installed on this machine. Sourced by build.sh.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/outliersnative
debian_keys=/usr/share/keyrings/debian-archive-keyring.gpg

sysroot() {  # NAME SUITE ARCHITECTURE PACKAGE...: makes sysroots/NAME, unless it is there, made of the same packages
    local root=$cache/sysroots/$1 made_of="${*:2}" package
    if [[ -f $root.made && $(<"$root.made") == "$made_of" ]]; then return; fi
    say "sysroot $1: $2 $3"
    rm -rf "$root" "$root.made"
    mkdir -p "$root"
    debian_update "$2" "$3"
    debian_apt "$2" "$3" install -y --download-only -qq "${@:4}"
    for package in "$cache/apt/$2-$3"/cache/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$root"
    done
    rm -r "$cache/apt/$2-$3"
    sysroot_finish "$root"
    printf '%s' "$made_of" >"$root.made"
}

sysroot_finish() {  # ROOT: does what is needed of the packages' installation scripts
    local link target library
    cp "$1/usr/share/base-passwd/passwd.master" "$1/etc/passwd"
    cp "$1/usr/share/base-passwd/group.master" "$1/etc/group"
    for library in "$1"/usr/lib/*/{blas,lapack}/*.so.3; do
        [[ ! -e $library ]] || ln -s "$(basename "${library%/*}")/${library##*/}" "${library%/*/*}/${library##*/}"
    done
    # A compiler with --sysroot would follow an absolute link out of the sysroot: make them relative.
    while IFS= read -r link; do
        target=$1$(readlink "$link")
        [[ ! -e $target ]] || ln -snfr "$target" "$link"
    done < <(find "$1" -lname '/*')
}

debian_source() {  # SUITE PACKAGE FOLDER: unpacks the upstream sources, without Debian's patches
    local archives=$cache/apt/$1-amd64/source
    debian_update "$1" amd64
    rm -rf "$archives" "$3"
    mkdir -p "$archives" "$3"
    (cd "$archives" && debian_apt "$1" amd64 source --download-only -qq "$2")
    tar -x --strip-components=1 -C "$3" -f "$(find "$archives" -name '*.orig.tar.*' ! -name '*.asc')"
    rm -r "$cache/apt/$1-amd64"
}

# ---- apt with a private state, in which no package is installed ----

debian_update() {  # SUITE ARCHITECTURE
    local state=$cache/apt/$1-$2 from
    from="[signed-by=$debian_keys] $(debian_mirror) $1 main"
    mkdir -p "$state"/{lists/partial,cache/archives/partial}
    : >"$state/status"
    printf '%s\n' "deb $from" "deb-src $from" >"$state/sources.list"
    debian_apt "$1" "$2" update -qq
}

debian_apt() {  # SUITE ARCHITECTURE ARGUMENT...
    local state=$cache/apt/$1-$2
    DEBIAN_FRONTEND=noninteractive apt-get -o "Dir::State=$state" -o "Dir::State::status=$state/status" \
        -o "Dir::Cache=$state/cache" \
        -o "Dir::Etc::sourcelist=$state/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o "APT::Architecture=$2" -o "APT::Architectures=$2" -o "APT::Sandbox::User=$(id -un)" \
        -o APT::Install-Recommends=false -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none \
        -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false "${@:3}"
}

debian_mirror() {  # prints the mirror that this machine's apt uses
    local mirror=${OUTLIERS_DEBIAN_MIRROR:-}
    # shellcheck disable=SC2016  # apt expands these variables
    [[ -n $mirror ]] ||
        mirror=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN)/$(LABEL)' 'Created-By: Packages' |
            sed -n 's| Debian/Debian$||p' | sed 1q)
    [[ -n $mirror ]] || die "apt knows no mirror of Debian's" "name one by OUTLIERS_DEBIAN_MIRROR, or run apt-get update"
    [[ -f $debian_keys ]] || die "Debian's keys are missing" "sudo apt-get install debian-archive-keyring"
    echo "$mirror"
}

# ---- running a command in a sysroot, where /usr/bin/python3 is the sysroot's; this checkout and .NET keep their paths ----

enter_folders=("$PWD" "$(dirname "$(readlink -f "$(command -v dotnet)")")")

enter() {  # SYSROOT COMMAND...: COMMAND runs with an empty environment
    "${enter_namespaces[@]}" bash -euc "$(declare -f enter_from_within); enter_from_within \"\$@\"" enter \
        "$cache/sysroots/$1" "${enter_folders[@]}" -- "${@:2}"
}

enter_possible() {  # in namespaces, so that mounts and processes end with the command
    enter_namespaces=(unshare --mount --pid --fork --kill-child)
    ((EUID == 0)) || enter_namespaces+=(--map-root-user)
    "${enter_namespaces[@]}" bash -c 'mount -t tmpfs tmpfs /tmp && mount -t proc proc /proc' 2>/dev/null
}

enter_from_within() {  # ROOT FOLDER... -- COMMAND...: runs in the new namespaces
    local root=$1 folder
    shift
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs tmpfs "$root/tmp"
    while
        folder=$1
        shift
        [[ $folder != -- ]]
    do
        mkdir -p "$root$folder"
        mount --rbind "$folder" "$root$folder"
    done
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 \
        chroot "$root" "$@"
}
