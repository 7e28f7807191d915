#!/usr/bin/env bash
# A folder of pictures into a film, by the command line: film.sh FOLDER [film.mp4]
#   SECONDS_EACH=4       length of each clip
#   MAX_CREDITS=…        make nothing that costs more than that, all together
#   RUSHES=…             the command, where it is not on PATH
# What has been made is kept in FOLDER/.film: run again, it goes on where it stopped.
set -euo pipefail

folder=${1:?which folder of pictures?} film=${2:-film.mp4}
each=${SECONDS_EACH:-4} rushes=${RUSHES:-rushes} done=$folder/.film
field() { python3 -c 'import json, sys; it = json.load(sys.stdin)
for key in sys.argv[1].split("."): it = it[int(key) if key.isdigit() else key]
print(it)' "$1"; }
kept() { grep -F "$1"$'\t' "$done" 2>/dev/null | cut -f2; }
keep() { printf '%s\t%s\n' "$1" "$2" >> "$done"; }

shopt -s nullglob nocaseglob
pictures=("$folder"/*.{jpg,jpeg,png,webp})
[ ${#pictures[@]} -gt 0 ] || { echo "No pictures in $folder." >&2; exit 2; }

# the price of all that is not there yet, before anything is paid
missing=0
for picture in "${pictures[@]}"; do [ -n "$(kept "video $picture")" ] || missing=$((missing + 1)); done
if [ $missing -gt 0 ]; then
  one=$($rushes --json video create "A picture comes to life." --seconds "$each" --quote | field credits)
  echo "$missing clips for $((missing * one)) credits" >&2
  if [ $((missing * one)) -gt "${MAX_CREDITS:-$((missing * one))}" ]; then
    echo "That is more than MAX_CREDITS ($MAX_CREDITS): nothing was made." >&2
    exit 4
  fi
fi

# each picture: up, a text written from it, a clip that begins with it
videos=()
for picture in "${pictures[@]}"; do
  video=$(kept "video $picture") || true
  if [ -z "$video" ]; then
    image=$(kept "image $picture") || true
    if [ -z "$image" ]; then
      image=$($rushes --json upload "$picture" --collection "Pictures of films" | field 0.id)
      keep "image $picture" "$image"
    fi
    prompt=$($rushes --json prompt "$image" --seconds "$each" --idempotency-key "film-prompt-$image" | field id)
    video=$($rushes --json video create --prompt-id "$prompt" --first-frame "$image" --seconds "$each" --queue \
      --idempotency-key "film-video-$image" | field id)
    keep "video $picture" "$video"
  fi
  videos+=("$video")
done

for video in "${videos[@]}"; do $rushes --json video wait "$video" > /dev/null; done
$rushes film create "${videos[@]}" --output "$film"
